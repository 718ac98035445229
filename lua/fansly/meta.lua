---@meta _
-- Written by script/docs from the rows in lua/fansly/endpoints and spec/contract/answers.lua: nothing loads this file but
-- lua-language-server, which finds it beside the modules of the library. What is written by hand has its annotations in its source.

---What iterators take beside the parameters of their list.
---@class fansly.Walk
---@field max_items? integer ends the walk after so many
---@field max_pages? integer
---@field stop_at? number|fun(item: table, page: fansly.Page): any ends the walk at this item; a Unix time, where items come newest first
---@field ["until"]? number|fun(item: table, page: fansly.Page): any the same under another name
---@field order? "newest"|"oldest" of `each`, where items come newest first: "oldest" reads to the end, then turns round

---@class fansly.Client
---@field chats fansly.resource.Chats
---@field messages fansly.resource.Messages
---@field mass_messages fansly.resource.MassMessages
---@field automated_messages fansly.resource.AutomatedMessages
---@field posts fansly.resource.Posts
---@field media fansly.resource.Media
---@field vault fansly.resource.Vault
---@field subscribers fansly.resource.Subscribers
---@field followers fansly.resource.Followers
---@field lists fansly.resource.Lists
---@field earnings fansly.resource.Earnings
---@field analytics fansly.resource.Analytics
---@field accounts fansly.resource.Accounts
---@field payouts fansly.resource.Payouts
---@field discovery fansly.resource.Discovery

---@alias fansly.OperationId
---| "list_chats"
---| "list_unread_chats"
---| "list_fan_chat_tips"
---| "get_chat_media_stats"
---| "mute_chat"
---| "unmute_chat"
---| "hide_chat"
---| "add_fan_to_vip"
---| "remove_fan_from_vip"
---| "create_group"
---| "start_typing"
---| "set_read_receipts"
---| "list_chat_messages"
---| "send_message"
---| "delete_message"
---| "like_message"
---| "unlike_message"
---| "send_mass_message"
---| "list_scheduled_mass_messages"
---| "update_mass_message"
---| "delete_mass_message"
---| "list_sent_mass_message_stats"
---| "list_deleted_mass_message_stats"
---| "list_automated_messages"
---| "create_automated_message"
---| "delete_automated_message"
---| "list_posts"
---| "create_post"
---| "get_post"
---| "update_post"
---| "delete_post"
---| "get_wall"
---| "list_walls"
---| "list_scheduled_posts"
---| "cancel_scheduled_post"
---| "pin_post"
---| "upload_media"
---| "get_upload_status"
---| "download_media"
---| "get_media"
---| "list_vault_albums"
---| "list_vault_album_media"
---| "list_subscribers"
---| "list_top_supporters"
---| "list_subscription_tiers"
---| "list_followers"
---| "list_following"
---| "follow_account"
---| "unfollow_account"
---| "list_lists"
---| "list_list_items"
---| "add_fan_to_list"
---| "remove_fan_from_list"
---| "get_earning_statistics"
---| "list_earnings_transactions"
---| "get_fan_earnings"
---| "get_fan_earnings_by_source"
---| "get_monthly_earnings"
---| "get_profile_statistics"
---| "get_media_statistics"
---| "list_accounts"
---| "get_accounts_by_ids"
---| "get_profile_data"
---| "get_current_account"
---| "disconnect_account"
---| "connect_account"
---| "verify_2fa"
---| "send_otp"
---| "verify_otp"
---| "add_payout_method"
---| "search_accounts"
---| "list_tag_media"

---Of answers.
---@class fansly.AccountMedia
---@field id? string Account-media id: what attachments[].contentId and webhook accountMediaId point to.
---@field accountId? string
---@field mediaId? string Id to put into mediaId / mediaIds.
---@field previewId? string
---@field permissionFlags? integer
---@field price? number Unit varies by source: seen as dollars, cents and 1/1000 dollar.
---@field access? boolean Whether the viewing account may open it.
---@field purchased? boolean
---@field createdAt? number Unix seconds.
---@field deletedAt? number
---@field deleted? boolean
---@field likeCount? integer
---@field permissions? fansly.AccountMediaPermissions
---@field media? fansly.Media
---@field preview? fansly.Media

---Of answers.
---@class fansly.AccountMediaPermissions
---@field permissionFlags? fansly.MediaPermissionFlag[]
---@field accountPermissionFlags? table

---Of answers.
---@class fansly.AccountSummary
---@field id? string Native Fansly account id.
---@field username? string
---@field displayName? string Often null.
---@field flags? integer
---@field version? integer
---@field createdAt? number Unix milliseconds.
---@field followCount? integer
---@field subscriberCount? integer
---@field statusId? integer
---@field lastSeenAt? number Unix milliseconds.
---@field about? string
---@field location? string
---@field avatar? fansly.AccountSummaryAvatar
---@field banner? table
---@field walls? fansly.Wall[]

---Of answers.
---@class fansly.AccountSummaryAvatar
---@field id? string
---@field location? string
---@field locations? fansly.MediaLocation[]

---Related objects, keyed by kind. Any key may be missing.
---@class fansly.AggregationData
---@field accounts? fansly.AccountSummary[]
---@field groups? table[]
---@field accountMedia? fansly.AccountMedia[]
---@field accountMediaBundles? table[]
---@field tags? table[]

---Of answers.
---@class fansly.AutomatedMessage
---@field id? string automated_message_id.
---@field accountId? string
---@field triggerType? string|integer Native form is a number (3 = new subscription).
---@field triggerMetadata? string|table
---@field delay? number
---@field cooldown? number
---@field messageTemplate? string|table

---Of answers.
---@class fansly.Chat
---@field account_id? string Seed text: the connected account. Peer services show the native account id in this field.
---@field groupId string The chat_id of other operations.
---@field partnerAccountId string Native id of the other person (fan_id / targetUserId).
---@field partnerUsername? string
---@field flags? integer
---@field unreadCount? integer
---@field subscriptionTierId? string
---@field lastMessageId? string
---@field lastUnreadMessageId? string

---Of answers.
---@class fansly.ConnectAccountAnswer
---@field accountId? string
---@field token? string Secret: never log.

---Of answers.
---@class fansly.ConnectedAccount
---@field accountId string
---@field email? string
---@field name? string Name given at connect time.
---@field country? string ISO country code.
---@field createdAt? string

---Of answers.
---@class fansly.EarningsSummary
---@field pendingBalance? number 1/1000 dollar.
---@field totalEarnings? number 1/1000 dollar (native name).

---Of answers.
---@class fansly.Follower
---@field id? string Relationship row.
---@field followerId? string Native id of the follower.
---@field lastSeenAt? number

---Some answers have the profile fields directly under response.
---@class fansly.GetCurrentAccountAnswer
---@field account? fansly.AccountSummary

---Payload.
---@class fansly.GetUploadStatusAnswer
---@field state string Job state. Unknown values: keep polling until the time limit.
---@field progress? number|table
---@field result? fansly.GetUploadStatusAnswerResult
---@field error? string|table
---@field failedReason? string

---Of answers.
---@class fansly.GetUploadStatusAnswerResult
---@field mediaId? string Use this in mediaIds.
---@field accountMedia? fansly.AccountMedia[]

---Of answers.
---@class fansly.Group
---@field id string New chat id.
---@field type? integer
---@field createdBy? string
---@field users? fansly.GroupUser[]
---@field recipients? any[]
---@field lastMessage? table
---@field userSettings? table
---@field groupFlagsMetadata? string
---@field permissionFlags? any[]
---@field hasDmPermissionFlags? boolean
---@field dmPermissionFlags? any[]
---@field accountDmPermissionFlags? fansly.GroupAccountDmPermissionFlags

---Of answers.
---@class fansly.GroupAccountDmPermissionFlags
---@field flags? integer
---@field metadata? string JSON kept in a string.

---Of answers.
---@class fansly.GroupUser
---@field userId? string
---@field permissionFlags? integer
---@field userSettings? table
---@field groupId? string

---Of answers.
---@class fansly.IgnoreResult
---@field accountId? string Account that set the flag (seed text: your connected account).
---@field ignoredId string User the flag applies to.
---@field ignoreFlags integer Bit flags on the relation: 1 mute, 4 VIP (seeds). Native Fansly also uses 2 block, 8 suggestion mute, 16 DM-permission bypass.

---Payload.
---@class fansly.ListAccountsAnswer
---@field success? boolean
---@field count? integer
---@field accounts fansly.ConnectedAccount[]

---Of answers.
---@class fansly.ListChatsAnswer
---@field data? fansly.Chat[]
---@field aggregationData? fansly.AggregationData

---Of answers.
---@class fansly.ListDeletedMassMessageStatsAnswer
---@field messages? fansly.MassMessageStats[]
---@field accountMedia? fansly.AccountMedia[]
---@field accountMediaBundles? table[]

---Of answers.
---@class fansly.ListEarningsTransactionsAnswer
---@field total? integer
---@field data? fansly.Transaction[]

---Of answers.
---@class fansly.ListFollowersAnswer
---@field followers? fansly.Follower[]
---@field aggregationData? fansly.AggregationData

---Of answers.
---@class fansly.ListScheduledMassMessagesAnswer
---@field scheduledBroadcastMessages? fansly.ScheduledBroadcast[]
---@field groups? table[]

---Of answers.
---@class fansly.ListScheduledPostsAnswer
---@field scheduledPosts? fansly.Post[]

---Of answers.
---@class fansly.ListSentMassMessageStatsAnswer
---@field messages? fansly.MassMessageStats[]
---@field accountMedia? fansly.AccountMedia[]
---@field accountMediaBundles? table[]

---Of answers.
---@class fansly.ListSubscribersAnswer
---@field stats? fansly.ListSubscribersAnswerStats
---@field subscriptions? fansly.Subscription[]
---@field aggregationData? fansly.AggregationData

---Of answers.
---@class fansly.ListSubscribersAnswerStats
---@field totalActive? integer
---@field totalExpired? integer
---@field total? integer

---Of answers.
---@class fansly.ListUnreadChatsAnswer
---@field data? fansly.UnreadChat[]
---@field aggregationData? fansly.AggregationData

---Of answers.
---@class fansly.ListVaultAlbumMediaAnswer
---@field media? fansly.AccountMedia[]
---@field data? fansly.AccountMedia[]
---@field cursor? string|number

---Of answers.
---@class fansly.ListVaultAlbumMediaAnswerList
---@field media? fansly.AccountMedia[]
---@field data? fansly.AccountMedia[]
---@field cursor? string|number

---Of answers.
---@class fansly.ListVaultAlbumsAnswer
---@field albums? fansly.VaultAlbum[]

---Of answers.
---@class fansly.MassMessageStats
---@field id? string
---@field content? string
---@field createdAt? number
---@field deletedAt? number
---@field attachments? fansly.MessageAttachment[]
---@field stats? fansly.MassMessageStatsStats
---@field totalTipAmount? number
---@field saleStats? any

---Of answers.
---@class fansly.MassMessageStatsStats
---@field total? integer
---@field delivered? integer
---@field read? integer

---Of answers.
---@class fansly.Media
---@field id? string Media id (same value as mediaId).
---@field type? integer 1 image, 2 video, 3 audio (native codes).
---@field status? integer 1 = ready.
---@field accountId? string
---@field mimetype? string
---@field flags? integer
---@field filename? string
---@field location? string Path on the CDN; relative paths belong to https://cdn3.fansly.com.
---@field width? integer
---@field height? integer
---@field metadata? string JSON kept in a string.
---@field createdAt? number Unix seconds.
---@field updatedAt? number Unix seconds.
---@field locations? fansly.MediaLocation[]
---@field variants? table[]

---Of answers.
---@class fansly.MediaLocation
---@field locationId? string
---@field location? string Signed CDN URL; expires (5 hours).
---@field metadata? table|string

---Of answers.
---@class fansly.MediaPermissionFlag
---@field id? string
---@field accountMediaId? string
---@field type? integer
---@field flags? integer Native bits: 1 price, 2 following, 4 subscribed, 8 tipped, 16 follow relation, 32 media purchases, 64 subscription relation, 128 list.
---@field price? number Native unit 1/1000 dollar.
---@field metadata? string JSON kept in a string.
---@field validAfter? number|string
---@field validBefore? number|string
---@field verificationFlags? integer
---@field verificationMetadata? string

---Of answers.
---@class fansly.Message
---@field id string
---@field type? integer 1 = text.
---@field content? string
---@field groupId? string
---@field senderId? string Native id.
---@field correlationId? string
---@field inReplyTo? string Empty string or null when not a reply.
---@field inReplyToRoot? string
---@field createdAt number
---@field deletedAt? number
---@field attachments? fansly.MessageAttachment[]
---@field embeds? any[]
---@field interactions? fansly.MessageInteraction[]
---@field likes? any[]
---@field totalTipAmount? number Unit not documented

---Of answers.
---@class fansly.MessageAttachment
---@field contentType integer 1 account media, 2 bundle; native also 7 tip, 8 quoted post, 7100 tip goal, 32001 story, 42001 poll.
---@field contentId string Account-media (or bundle, tip ...) id.
---@field pos? integer
---@field messageId? string

---Of answers.
---@class fansly.MessageInteraction
---@field groupId? string
---@field userId? string
---@field readAt? number Unix time; 0 = not read.
---@field deliveredAt? number Unix time; 0 = not delivered.
---@field messageId? string

---Of answers.
---@class fansly.MessagePage
---@field messages? fansly.Message[] Newest first.
---@field accountMedia? fansly.AccountMedia[]
---@field accountMediaBundles? table[]
---@field tips? table[]
---@field cursor? string|number

---Of answers.
---@class fansly.MonthEarnings
---@field year? integer
---@field month? integer 1 to 12; a row with year 0 and month 0 is a total (native).
---@field totalGross? number 1/1000 dollar.
---@field totalNet? number 1/1000 dollar; 0 can mean not filled in.
---@field topPercent? number
---@field maxTopPercent? number
---@field brackets? any[]|table

---Of answers.
---@class fansly.OtpSession
---@field emailTwofa? fansly.OtpSessionEmailTwofa

---Of answers.
---@class fansly.OtpSessionEmailTwofa
---@field id? string
---@field token? string Pass to verify_otp. Secret.
---@field email? string Masked address.
---@field type? integer

---Of answers.
---@class fansly.Post
---@field id string post_id.
---@field accountId? string
---@field content? string
---@field fypFlags? integer
---@field inReplyTo? string
---@field inReplyToRoot? string
---@field replyPermissionFlags? any[]
---@field createdAt? number Unix seconds.
---@field expiresAt? number
---@field scheduledFor? number
---@field wallIds? string[]
---@field pinned? boolean|integer
---@field attachments? fansly.PostAttachmentsItem[]
---@field likeCount? integer
---@field mediaLikeCount? integer
---@field replyCount? integer
---@field totalTipAmount? number
---@field attachmentTipAmount? number
---@field accountMentions? any[]

---Of answers.
---@class fansly.PostAttachmentsItem
---@field contentType? integer
---@field contentId? string
---@field pos? integer
---@field postId? string

---Of answers.
---@class fansly.PostPage
---@field posts? fansly.Post[]
---@field accountMedia? fansly.AccountMedia[]
---@field accountMediaBundles? table[]
---@field accounts? fansly.AccountSummary[]
---@field tips? any[]
---@field aggregationData? fansly.AggregationData

---Of answers.
---@class fansly.ScheduledBroadcast
---@field id? string scheduled_message_id.
---@field accountId? string
---@field messageTemplate? string|table
---@field scheduledFor? number Unix milliseconds.
---@field status? integer
---@field createdAt? number

---Absent video fields are not the same as zero.
---@class fansly.StatRow
---@field type? integer Media stats: 0 for-you feed, 1 direct. Profile stats: 10001 direct visits, 44001 for-you, 44011 suggestions, 44031 search; the even partner (10000 ...) carries interactionTime. Keep unknown codes.
---@field views? integer
---@field previewViews? integer
---@field interactionTime? number Milliseconds.
---@field previewInteractionTime? number
---@field uniqueViewers? integer
---@field previewUniqueViewers? integer
---@field videoViews? integer
---@field totalVideoPercentWatched? number

---Both fields can be null for an empty range (native capture).
---@class fansly.Statistics
---@field dataset? fansly.StatsDataset
---@field aggregationData? fansly.AggregationData

---Of answers.
---@class fansly.StatsDatapoint
---@field timestamp? integer Unix milliseconds.
---@field stats? fansly.StatRow[]

---Of answers.
---@class fansly.StatsDataset
---@field period? integer Bucket in milliseconds.
---@field dateBefore? integer
---@field dateAfter? integer
---@field datapointLimit? integer
---@field datasetMediaOfferId? string Media statistics only.
---@field datapoints? fansly.StatsDatapoint[]
---@field profileDatapoints? fansly.StatsDatapoint[]
---@field topMediaOffers? table[]
---@field topFypMediaOffers? table[]
---@field topFypTags? table[]

---Of answers.
---@class fansly.Subscription
---@field id string
---@field historyId? string
---@field subscriberId string Native id of the fan.
---@field subscriptionTierId? string
---@field subscriptionTierName? string
---@field subscriptionTierColor? string
---@field planId? string
---@field promoId? string
---@field giftCodeId? string
---@field paymentMethodId? string
---@field status? integer 3 active, 4 expired by the docs. Native lists name 4 and 5 differently.
---@field price? number Unit unclear: contradiction cents / mills.
---@field renewPrice? number
---@field renewCorrelationId? string
---@field autoRenew? integer|boolean
---@field billingCycle? integer Days.
---@field duration? integer Days.
---@field renewDate? number Unix milliseconds.
---@field version? integer
---@field createdAt? number Unix milliseconds.
---@field updatedAt? number Unix milliseconds.
---@field endsAt? number Unix milliseconds.
---@field promoPrice? number
---@field promoDuration? integer
---@field promoStatus? integer
---@field promoStartsAt? number
---@field promoEndsAt? number

---Of answers.
---@class fansly.SubscriptionPlan
---@field id? string
---@field status? integer
---@field billingCycle? integer Days.
---@field price? number 1/1000 dollar (peer).
---@field useAmounts? integer
---@field promos? any[]

---Of answers.
---@class fansly.SubscriptionTier
---@field id? string subscriptionTierId.
---@field accountId? string
---@field name? string
---@field color? string
---@field pos? integer
---@field price? number 1/1000 dollar (peer).
---@field maxSubscribers? integer
---@field subscriptionBenefits? string[]
---@field includedTierIds? string[]
---@field plans? fansly.SubscriptionPlan[]

---Of answers.
---@class fansly.Transaction
---@field transactionId? string
---@field type? integer Native: 2110 media, 2116 media bundle, 7101 tip, 15001 subscription, 18001 referral, 24101 prize, 45001 stream ticket, 16013 payout reversal ...
---@field destination? string|integer
---@field amount? number 1/1000 dollar.
---@field destinationAmount? number 1/1000 dollar (native).
---@field destinationTax? number Contradiction: amount in 1/1000 dollar or rate in basis points.
---@field newBalance? number 1/1000 dollar.
---@field createdAt? number Unix milliseconds.
---@field status? integer

---Of answers.
---@class fansly.UnreadChat
---@field messageId? string Also the cursor for the next page when it belongs to the last row.
---@field groupId? string
---@field senderId? string
---@field partnerUsername? string
---@field unreadCount? integer

---Payload.
---@class fansly.UploadMediaAnswer
---@field jobId string

---Of answers.
---@class fansly.VaultAlbum
---@field id string albumId.
---@field title? string
---@field description? string
---@field itemCount? integer
---@field type? integer Native: 38000 All, 1000 Posts, 5000 Messages; others are custom.
---@field version? integer
---@field createdAt? number
---@field lastItemId? string

---Of answers.
---@class fansly.Verify2faAnswer
---@field accountId? string
---@field token? string Secret: never log.

---Of answers.
---@class fansly.Wall
---@field id string wallId.
---@field accountId? string
---@field pos? integer
---@field name? string
---@field description? string
---@field private? integer
---@field metadata? string
---@field defaultWall? boolean
---@field mainWall? boolean

---`client.chats`
---@class fansly.resource.Chats
local Chats = {}

---@class fansly.ListChatsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field filter? "all"|"vips"|"followers"|"subscribers" Kind of user; the API's default is all.
---@field subscriptionTierId? string Only chats of one subscription tier.
---@field search? string Text in chats or user names.
---@field sort? "newest"|"oldest"|"unread" Order; the API's default is newest.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListChatsPage: fansly.Page
---@field items fansly.Chat[]
---@field response fansly.ListChatsAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListChatsPage, options?: fansly.CallOptions): fansly.ListChatsPage|nil, fansly.Error|nil, fansly.Info|nil

---The chats of the account, one page at a time. The `groupId` of a conversation may change: know it again by `partnerAccountId`.
---
---`GET /{account_id}/chats`, effect: read; times: `aggregationData.accounts[].createdAt` ms, `aggregationData.accounts[].lastSeenAt` ms; [documentation](https://docs.apifansly.com/api-reference/chats/list-chats)
---@param args? fansly.ListChatsArgs
---@param options? fansly.CallOptions
---@return fansly.ListChatsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, args: fansly.ListChatsArgs, callback: fun(page: fansly.ListChatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, args: fansly.ListChatsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListChatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:list(args, options) end

---@class fansly.ListChatsWalk: fansly.ListChatsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListChatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.Chat, fansly.ListChatsPage
function Chats:each(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListChatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListChatsPage
function Chats:pages(args, options) end

---@class fansly.ListUnreadChatsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListUnreadChatsPage: fansly.Page
---@field items fansly.UnreadChat[]
---@field response fansly.ListUnreadChatsAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListUnreadChatsPage, options?: fansly.CallOptions): fansly.ListUnreadChatsPage|nil, fansly.Error|nil, fansly.Info|nil

---Chats with unread messages, as a feed of their newest ones. Polling it spends a plan quickly; webhooks are cheaper.
---
---`GET /{account_id}/chats/unread`, effect: read; [documentation](https://docs.apifansly.com/api-reference/chats/get-unread-chats)
---@param args? fansly.ListUnreadChatsArgs
---@param options? fansly.CallOptions
---@return fansly.ListUnreadChatsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, args: fansly.ListUnreadChatsArgs, callback: fun(page: fansly.ListUnreadChatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, args: fansly.ListUnreadChatsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListUnreadChatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:list_unread(args, options) end

---@class fansly.ListUnreadChatsWalk: fansly.ListUnreadChatsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListUnreadChatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.UnreadChat, fansly.ListUnreadChatsPage
function Chats:each_unread(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListUnreadChatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListUnreadChatsPage
function Chats:pages_unread(args, options) end

---What a fan has tipped in the chat.
---
---`GET /{account_id}/chats/{fan_id}/tips`, effect: read; money: `totalTipAmount` unclear; [documentation](https://docs.apifansly.com/api-reference/chats/get-fan-chat-tips)
---@param fan_id string Native user id of the fan.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, fan_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, fan_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:list_fan_tips(fan_id, options) end

---@class fansly.GetChatMediaStatsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field fields? string[] builds only these fields of each item

---@class fansly.GetChatMediaStatsPage: fansly.Page
---@field items table[]
---@field response any the whole value that the items are a part of
---@field next fun(self: fansly.GetChatMediaStatsPage, options?: fansly.CallOptions): fansly.GetChatMediaStatsPage|nil, fansly.Error|nil, fansly.Info|nil

---How the media of a chat has done, one page at a time.
---
---`GET /{account_id}/chats/{chat_id}/media-stats`, effect: read; [documentation](https://docs.apifansly.com/api-reference/chats/get-chat-media-stats)
---@param chat_id string `groupId` of a chat.
---@param args? fansly.GetChatMediaStatsArgs
---@param options? fansly.CallOptions
---@return fansly.GetChatMediaStatsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, chat_id: string, args: fansly.GetChatMediaStatsArgs, callback: fun(page: fansly.GetChatMediaStatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, chat_id: string, args: fansly.GetChatMediaStatsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.GetChatMediaStatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:get_media_stats(chat_id, args, options) end

---@class fansly.GetChatMediaStatsWalk: fansly.GetChatMediaStatsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param chat_id string `groupId` of a chat.
---@param args? fansly.GetChatMediaStatsWalk
---@param options? fansly.CallOptions
---@return fun(): table, fansly.GetChatMediaStatsPage
function Chats:each_media_stats(chat_id, args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param chat_id string `groupId` of a chat.
---@param args? fansly.GetChatMediaStatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.GetChatMediaStatsPage
function Chats:pages_media_stats(chat_id, args, options) end

---Mute the notifications of a user. `ignoreFlags` of the answer tells what holds afterwards (1 is mute).
---
---`POST /{account_id}/chats/mute`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chats/mute-chat-notifications)
---@param targetUserId string Native id of the user.
---@param options? fansly.CallOptions
---@return fansly.IgnoreResult|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, targetUserId: string, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, targetUserId: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:mute(targetUserId, options) end

---Let notifications of a user through again. `ignoreFlags` of the answer tells what holds afterwards.
---
---`POST /{account_id}/chats/unmute`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chats/unmute-chat-notifications)
---@param targetUserId string Native id of the user.
---@param options? fansly.CallOptions
---@return fansly.IgnoreResult|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, targetUserId: string, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, targetUserId: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:unmute(targetUserId, options) end

---Take a chat out of the inbox. Nothing is known that brings it back.
---
---`POST /{account_id}/chats/{chat_id}/hide`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chats/hide-chat)
---@param chat_id string `groupId` of a chat.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, chat_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, chat_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:hide(chat_id, options) end

---Put a fan on the VIP list. `ignoreFlags` of the answer tells what holds afterwards (4 is VIP).
---
---`POST /{account_id}/chats/{fan_id}/vip`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chat-messages/add-fan-to-vip)
---@param fan_id string Native user id of the fan.
---@param options? fansly.CallOptions
---@return fansly.IgnoreResult|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, fan_id: string, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, fan_id: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:add_vip(fan_id, options) end

---Take a fan off the VIP list. `ignoreFlags` of the answer tells what holds afterwards.
---
---`DELETE /{account_id}/chats/{fan_id}/vip`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chat-messages/remove-fan-from-vip)
---@param fan_id string Native user id of the fan.
---@param options? fansly.CallOptions
---@return fansly.IgnoreResult|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, fan_id: string, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, fan_id: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.IgnoreResult|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:remove_vip(fan_id, options) end

---@class fansly.CreateGroupArgs.users
---@field userId string Native user id.
---@field permissionFlags? 0 Always 0 on the way in.

---@class fansly.CreateGroupArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field users (string|fansly.CreateGroupArgs.users)[] The own native account id (`accounts:get_current()`) and the other user's; ids, or user tables.
---@field type? integer Kind of group; 1 is the only documented one.
---@field recipients? any[] Documented without a meaning; the API's default is [].
---@field lastMessage? table|lightuserdata The API's default is null.
---@field userSettings? table|lightuserdata The API's default is null.

---Open a chat with one user: exactly two users, the own native id and the other's.
---
---`POST /{account_id}/group`, effect: send; [documentation](https://docs.apifansly.com/api-reference/chat-messages/create-group-chat)
---@param args fansly.CreateGroupArgs
---@param options? fansly.CallOptions
---@return fansly.Group|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, args: fansly.CreateGroupArgs, callback: fun(value: fansly.Group|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, args: fansly.CreateGroupArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Group|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:create_group(args, options) end

---Show the other side that a message is being written, for some five seconds. Each call costs a credit.
---
---`POST /{account_id}/chats/typing`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chat-messages/start-typing-indicator)
---@param chatId string `groupId` of the chat.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, chatId: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, chatId: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:start_typing(chatId, options) end

---@class fansly.SetReadReceiptsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field action "enable"|"disable" On or off.

---Turn the read receipts of a chat on or off.
---
---`POST /{account_id}/chats/{chat_id}/readreceipts`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chat-messages/readreceipts)
---@param chat_id string `groupId` of a chat.
---@param args fansly.SetReadReceiptsArgs
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Chats, chat_id: string, args: fansly.SetReadReceiptsArgs, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Chats, chat_id: string, args: fansly.SetReadReceiptsArgs, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Chats:set_read_receipts(chat_id, args, options) end

---`client.messages`
---@class fansly.resource.Messages
local Messages = {}

---@class fansly.ListChatMessagesArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field limit? integer Messages a page.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListChatMessagesPage: fansly.Page
---@field items fansly.Message[]
---@field response fansly.MessagePage the whole value that the items are a part of
---@field next fun(self: fansly.ListChatMessagesPage, options?: fansly.CallOptions): fansly.ListChatMessagesPage|nil, fansly.Error|nil, fansly.Info|nil

---The messages of a chat, newest first, at most ten a page. The cursor walks to older ones.
---
---`GET /{account_id}/chats/{chat_id}/messages`, effect: read; money: `accountMedia[].price` unclear, `messages[].totalTipAmount` unclear; times: `accountMedia[].createdAt` s, `messages[].createdAt` s, `messages[].interactions[].readAt` s; [documentation](https://docs.apifansly.com/api-reference/chat-messages/list-chat-messages)
---@param chat_id string `groupId` of a chat.
---@param args? fansly.ListChatMessagesArgs
---@param options? fansly.CallOptions
---@return fansly.ListChatMessagesPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Messages, chat_id: string, args: fansly.ListChatMessagesArgs, callback: fun(page: fansly.ListChatMessagesPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Messages, chat_id: string, args: fansly.ListChatMessagesArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListChatMessagesPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Messages:list(chat_id, args, options) end

---@class fansly.ListChatMessagesWalk: fansly.ListChatMessagesArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param chat_id string `groupId` of a chat.
---@param args? fansly.ListChatMessagesWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.Message, fansly.ListChatMessagesPage
function Messages:each(chat_id, args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param chat_id string `groupId` of a chat.
---@param args? fansly.ListChatMessagesWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListChatMessagesPage
function Messages:pages(chat_id, args, options) end

---@class fansly.SendMessageArgs.mediaIds
---@field mediaId string The media itself.
---@field previewId? string|lightuserdata Media for those who have not unlocked it.

---@class fansly.SendMessageArgs.permissions
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.

---@class fansly.SendMessageArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field content string Text of the message.
---@field mediaId? string One piece of media to attach: the older form of `mediaIds`.
---@field mediaIds? (string|fansly.SendMessageArgs.mediaIds)[] Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.
---@field permissions? fansly.SendMessageArgs.permissions[] Access rules, each as the fields beside this one; whoever fits one of them may see the media.

---Send a message to a chat: text, free media, or media that has to be unlocked (PPV and other access rules).
---
---`POST /{account_id}/chats/{chat_id}/messages`, effect: send; money: `price` dollars; times: `createdAt` s, `interactions[].deliveredAt` s, `interactions[].readAt` s; [documentation](https://docs.apifansly.com/api-reference/chat-messages/send-message)
---@param chat_id string `groupId` of a chat.
---@param args fansly.SendMessageArgs
---@param options? fansly.CallOptions
---@return fansly.Message|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Messages, chat_id: string, args: fansly.SendMessageArgs, callback: fun(value: fansly.Message|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Messages, chat_id: string, args: fansly.SendMessageArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Message|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Messages:send(chat_id, args, options) end

---Delete a message. A second call may answer that there is none.
---
---`DELETE /{account_id}/messages/{message_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/chat-messages/delete-message)
---@param message_id string Id of the message.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Messages, message_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Messages, message_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Messages:delete(message_id, options) end

---@class fansly.LikeMessageArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field type? integer Kind of reaction; the documentation uses 1.

---React to a message.
---
---`POST /{account_id}/messages/like`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/likes/like-message)
---@param messageId string Id of the message.
---@param args? fansly.LikeMessageArgs
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Messages, messageId: string, args: fansly.LikeMessageArgs, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Messages, messageId: string, args: fansly.LikeMessageArgs, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Messages:like(messageId, args, options) end

---@class fansly.UnlikeMessageArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field type? integer Kind of reaction; the documentation uses 1.

---Take a reaction to a message back.
---
---`POST /{account_id}/messages/unlike`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/likes/unlike-message)
---@param messageId string Id of the message.
---@param args? fansly.UnlikeMessageArgs
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Messages, messageId: string, args: fansly.UnlikeMessageArgs, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Messages, messageId: string, args: fansly.UnlikeMessageArgs, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Messages:unlike(messageId, args, options) end

---Sends a paid message.
---
---`client.messages:send_ppv(chat_id, { content = "hi", media = "m1", price = "4.99" })`
---@param chat_id string
---@param message { content: string, media: string|table, price: number|string } `media` is an id, an id with a preview
---(`{ mediaId = "m1", previewId = "p1" }`), or a list of these; price in US dollars, 1 to 500
---@param options? fansly.CallOptions|function with `verify = true` the media of the message is read back: where it is free to see, the
---message is deleted, and the answer is an error; `info.verified` tells whether it could be found out
---@param callback? function
---@return fansly.Message|nil message
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Messages:send_ppv(chat_id, message, options, callback) end

---Finds out what became of a message whose error says `maybe_sent`, by reading the chat back. Nothing is sent.
---
---`local state, message = client.messages:reconcile(err)`
---@param err fansly.Error of a send
---@param options? { grace: number } seconds from the send on after which a message that is not there counts as not sent; 60
---@param callback? fun(state: string|nil, message: table|fansly.Error|nil)
---@return "sent"|"not_sent"|"unknown"|nil state `unknown` where two messages fit; nil where reading failed
---@return fansly.Message|fansly.Error|nil message the one that was sent; or the error of reading
function Messages:reconcile(err, options, callback) end

---`client.mass_messages`
---@class fansly.resource.MassMessages
local MassMessages = {}

---@class fansly.SendMassMessageArgs.mediaIds
---@field mediaId string The media itself.
---@field previewId? string|lightuserdata Media for those who have not unlocked it.

---@class fansly.SendMassMessageArgs.permissions
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.

---@class fansly.SendMassMessageArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field content string Text of the message.
---@field mediaIds? (string|fansly.SendMassMessageArgs.mediaIds)[] Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.
---@field permissions? fansly.SendMassMessageArgs.permissions[] Access rules, each as the fields beside this one; whoever fits one of them may see the media.
---@field scheduledFor? integer When it goes out, in Unix milliseconds.
---@field send_now? boolean `true`: it is meant to go out at once. Stays here.
---@field includeFollowers? boolean To all followers.
---@field includeSubscribersAutoRenewOn? boolean To subscribers who renew by themselves.
---@field includeSubscribersAutoRenewOff? boolean To subscribers who do not.
---@field includeExpiredSubscribers? boolean To former subscribers.
---@field includeSubscriptionTierId? string|string[] To one tier. Whether the API takes several is not documented.
---@field includeListIds? string[] To the members of lists.
---@field excludeCreators? boolean But not to creators.
---@field excludeOfflineUsers? boolean But not to those who are offline.
---@field excludeListIds? string[] But not to the members of these lists.
---@field excludeUserIds? string[] But not to these users; native ids.

---Send a message to many fans, at a time or at once. Without `scheduledFor` it reaches everybody in the moment of the call, so that this has to be said with `send_now = true`.
---
---`POST /{account_id}/mass-messaging`, effect: send; money: `price` dollars; times: `scheduledFor` ms; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/send-mass-message)
---@param args fansly.SendMassMessageArgs
---@param options? fansly.CallOptions
---@return table|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.MassMessages, args: fansly.SendMassMessageArgs, callback: fun(value: table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.MassMessages, args: fansly.SendMassMessageArgs, options: fansly.CallOptions|nil, callback: fun(value: table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function MassMessages:send(args, options) end

---The mass messages that wait for their time. `messageTemplate` may be JSON in a string, which `fansly.decode` reads.
---
---`GET /{account_id}/mass-messaging/scheduled`, effect: read; times: `scheduledBroadcastMessages[].scheduledFor` ms; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/get-mass-messages)
---@param options? fansly.CallOptions
---@return fansly.ListScheduledMassMessagesAnswer|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.MassMessages, callback: fun(value: fansly.ListScheduledMassMessagesAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.MassMessages, options: fansly.CallOptions|nil, callback: fun(value: fansly.ListScheduledMassMessagesAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function MassMessages:list_scheduled(options) end

---@class fansly.UpdateMassMessageArgs.mediaIds
---@field mediaId string The media itself.
---@field previewId? string|lightuserdata Media for those who have not unlocked it.

---@class fansly.UpdateMassMessageArgs.permissions
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.

---@class fansly.UpdateMassMessageArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field content string Text of the message.
---@field mediaIds? (string|fansly.UpdateMassMessageArgs.mediaIds)[] Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.
---@field permissions? fansly.UpdateMassMessageArgs.permissions[] Access rules, each as the fields beside this one; whoever fits one of them may see the media.
---@field scheduledFor integer When it goes out, in Unix milliseconds.
---@field includeFollowers? boolean To all followers.
---@field includeSubscribersAutoRenewOn? boolean To subscribers who renew by themselves.
---@field includeSubscribersAutoRenewOff? boolean To subscribers who do not.
---@field includeExpiredSubscribers? boolean To former subscribers.
---@field includeSubscriptionTierId? string|string[] To one tier. Whether the API takes several is not documented.
---@field includeListIds? string[] To the members of lists.
---@field excludeCreators? boolean But not to creators.
---@field excludeOfflineUsers? boolean But not to those who are offline.
---@field excludeListIds? string[] But not to the members of these lists.
---@field excludeUserIds? string[] But not to these users; native ids.

---Replace a mass message that has not gone out yet, with its audience.
---
---`PUT /{account_id}/mass-messaging/scheduled/{scheduled_message_id}`, effect: idempotent; money: `price` dollars; times: `scheduledFor` ms; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/update-mass-message)
---@param scheduled_message_id string Id of the scheduled message.
---@param args fansly.UpdateMassMessageArgs
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.MassMessages, scheduled_message_id: string, args: fansly.UpdateMassMessageArgs, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.MassMessages, scheduled_message_id: string, args: fansly.UpdateMassMessageArgs, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function MassMessages:update(scheduled_message_id, args, options) end

---Delete a mass message that has not gone out yet.
---
---`DELETE /{account_id}/mass-messaging/scheduled/{scheduled_message_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/delete-mass-message)
---@param scheduled_message_id string Id of the scheduled message.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.MassMessages, scheduled_message_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.MassMessages, scheduled_message_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function MassMessages:delete(scheduled_message_id, options) end

---@class fansly.ListSentMassMessageStatsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field limit? integer Messages a page; the API's default is 24.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListSentMassMessageStatsPage: fansly.Page
---@field items fansly.MassMessageStats[]
---@field response fansly.ListSentMassMessageStatsAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListSentMassMessageStatsPage, options?: fansly.CallOptions): fansly.ListSentMassMessageStatsPage|nil, fansly.Error|nil, fansly.Info|nil

---How the mass messages sent so far have done: deliveries, reads, tips, sales.
---
---`GET /{account_id}/mass-messaging/stats/sent`, effect: read; money: `messages[].totalTipAmount` unclear; times: `messages[].createdAt` s, `messages[].deletedAt` s; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/sent-mass-messages-stats)
---@param args? fansly.ListSentMassMessageStatsArgs
---@param options? fansly.CallOptions
---@return fansly.ListSentMassMessageStatsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.MassMessages, args: fansly.ListSentMassMessageStatsArgs, callback: fun(page: fansly.ListSentMassMessageStatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.MassMessages, args: fansly.ListSentMassMessageStatsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListSentMassMessageStatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function MassMessages:list_sent_stats(args, options) end

---@class fansly.ListSentMassMessageStatsWalk: fansly.ListSentMassMessageStatsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListSentMassMessageStatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.MassMessageStats, fansly.ListSentMassMessageStatsPage
function MassMessages:each_sent_stats(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListSentMassMessageStatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListSentMassMessageStatsPage
function MassMessages:pages_sent_stats(args, options) end

---@class fansly.ListDeletedMassMessageStatsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field limit? integer Messages a page; the API's default is 24.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListDeletedMassMessageStatsPage: fansly.Page
---@field items fansly.MassMessageStats[]
---@field response fansly.ListDeletedMassMessageStatsAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListDeletedMassMessageStatsPage, options?: fansly.CallOptions): fansly.ListDeletedMassMessageStatsPage|nil, fansly.Error|nil, fansly.Info|nil

---How the mass messages did that were deleted since.
---
---`GET /{account_id}/mass-messaging/stats/deleted`, effect: read; money: `messages[].totalTipAmount` unclear; times: `messages[].createdAt` s, `messages[].deletedAt` s; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/deleted-mass-messages-stats)
---@param args? fansly.ListDeletedMassMessageStatsArgs
---@param options? fansly.CallOptions
---@return fansly.ListDeletedMassMessageStatsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.MassMessages, args: fansly.ListDeletedMassMessageStatsArgs, callback: fun(page: fansly.ListDeletedMassMessageStatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.MassMessages, args: fansly.ListDeletedMassMessageStatsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListDeletedMassMessageStatsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function MassMessages:list_deleted_stats(args, options) end

---@class fansly.ListDeletedMassMessageStatsWalk: fansly.ListDeletedMassMessageStatsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListDeletedMassMessageStatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.MassMessageStats, fansly.ListDeletedMassMessageStatsPage
function MassMessages:each_deleted_stats(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListDeletedMassMessageStatsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListDeletedMassMessageStatsPage
function MassMessages:pages_deleted_stats(args, options) end

---`client.automated_messages`
---@class fansly.resource.AutomatedMessages
local AutomatedMessages = {}

---The rules of the account. `messageTemplate` may be JSON in a string (`fansly.decode` reads it), `triggerType` a number.
---
---`GET /{account_id}/automated-messages`, effect: read; times: `[].cooldown` s, `[].delay` s; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/get-automated-messages)
---@param options? fansly.CallOptions
---@return fansly.AutomatedMessage[]|table|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.AutomatedMessages, callback: fun(value: fansly.AutomatedMessage[]|table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.AutomatedMessages, options: fansly.CallOptions|nil, callback: fun(value: fansly.AutomatedMessage[]|table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function AutomatedMessages:list(options) end

---@class fansly.CreateAutomatedMessageArgs.mediaIds
---@field mediaId string The media itself.
---@field previewId? string|lightuserdata Media for those who have not unlocked it.

---@class fansly.CreateAutomatedMessageArgs.permissions
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.

---@class fansly.CreateAutomatedMessageArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field triggerType "new_follower"|"new_subscriber"|"new_gift_link_subscriber"|"subscriber_renew"|"new_gift_link_subscriber_renew"|"new_tip"|"disabled" What starts the message.
---@field content string Text of the message.
---@field delay? integer Seconds from the trigger to the message.
---@field cooldown? integer Seconds until the rule may fire again for the same fan.
---@field subscriptionStreak? integer For the triggers of a renewal.
---@field tipAmount? number For `new_tip`. The unit is not documented; dollars expected.
---@field keywords? string[] For `new_tip`.
---@field mediaIds? (string|fansly.CreateAutomatedMessageArgs.mediaIds)[] Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.
---@field permissions? fansly.CreateAutomatedMessageArgs.permissions[] Access rules, each as the fields beside this one; whoever fits one of them may see the media.

---Make a rule: from then on a message goes out whenever its trigger fires.
---
---`POST /{account_id}/automated-messages`, effect: send; money: `price` dollars, `tipAmount` unclear; times: `cooldown` s, `delay` s; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/create-automated-message)
---@param args fansly.CreateAutomatedMessageArgs
---@param options? fansly.CallOptions
---@return table|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.AutomatedMessages, args: fansly.CreateAutomatedMessageArgs, callback: fun(value: table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.AutomatedMessages, args: fansly.CreateAutomatedMessageArgs, options: fansly.CallOptions|nil, callback: fun(value: table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function AutomatedMessages:create(args, options) end

---Delete a rule.
---
---`DELETE /{account_id}/automated-messages/{automated_message_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/mass-messaging/delete-automated-message)
---@param automated_message_id string Id of the rule.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.AutomatedMessages, automated_message_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.AutomatedMessages, automated_message_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function AutomatedMessages:delete(automated_message_id, options) end

---`client.posts`
---@class fansly.resource.Posts
local Posts = {}

---The posts of the account, in one answer: no paging is documented.
---
---`GET /{account_id}/posts`, effect: read; money: `accountMedia[].price` unclear, `posts[].totalTipAmount` unclear; times: `posts[].createdAt` s; [documentation](https://docs.apifansly.com/api-reference/posts/list-posts)
---@param options? fansly.CallOptions
---@return fansly.PostPage|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, callback: fun(value: fansly.PostPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, options: fansly.CallOptions|nil, callback: fun(value: fansly.PostPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:list(options) end

---@class fansly.CreatePostArgs.mediaIds
---@field mediaId string The media itself.
---@field previewId? string|lightuserdata Media for those who have not unlocked it.

---@class fansly.CreatePostArgs.permissions
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.

---@class fansly.CreatePostArgs.replyPermissions
---@field subscribed? boolean Subscribers may reply.
---@field tipped? boolean Those who tipped may reply.
---@field tippedMinAmount? number Smallest such tip; dollars expected, not documented.

---@class fansly.CreatePostArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field content? string Text of the post.
---@field mediaIds? (string|fansly.CreatePostArgs.mediaIds)[] Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.
---@field permissions? fansly.CreatePostArgs.permissions[] Access rules, each as the fields beside this one; whoever fits one of them may see the media.
---@field wallIds? string[] Walls to post on; the default one when left out.
---@field postToFYP? boolean Offer it to the For You page, for which it needs a public video of 3 s.
---@field scheduledFor? integer When it appears, in Unix milliseconds; at once when left out.
---@field expiresAt? integer When it disappears, in Unix milliseconds.
---@field pinned? boolean|integer Pin it.
---@field pinWallIds? string[] Walls to pin it on.
---@field inReplyTo? string|lightuserdata Post that it answers.
---@field quotedPostId? string|lightuserdata Post that it quotes.
---@field replyPermissions? fansly.CreatePostArgs.replyPermissions Who may reply.

---Publish a post, at a time or at once.
---
---`POST /{account_id}/posts`, effect: send; money: `price` dollars, `replyPermissions.tippedMinAmount` unclear, `totalTipAmount` unclear; times: `createdAt` s, `expiresAt` ms, `scheduledFor` ms; [documentation](https://docs.apifansly.com/api-reference/posts/create-post)
---@param args? fansly.CreatePostArgs
---@param options? fansly.CallOptions
---@return fansly.Post|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, args: fansly.CreatePostArgs, callback: fun(value: fansly.Post|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, args: fansly.CreatePostArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Post|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:create(args, options) end

---One post, with its media and accounts beside it.
---
---`GET /{account_id}/posts/{post_id}`, effect: read; money: `accountMedia[].price` unclear, `posts[].totalTipAmount` unclear; times: `posts[].createdAt` s; [documentation](https://docs.apifansly.com/api-reference/posts/get-post)
---@param post_id string Id of a post, or of a scheduled one.
---@param options? fansly.CallOptions
---@return fansly.PostPage|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, post_id: string, callback: fun(value: fansly.PostPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, post_id: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.PostPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:get(post_id, options) end

---@class fansly.UpdatePostArgs.mediaIds
---@field mediaId string The media itself.
---@field previewId? string|lightuserdata Media for those who have not unlocked it.

---@class fansly.UpdatePostArgs.permissions
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.

---@class fansly.UpdatePostArgs.replyPermissions
---@field subscribed? boolean Subscribers may reply.
---@field tipped? boolean Those who tipped may reply.
---@field tippedMinAmount? number Smallest such tip; dollars expected, not documented.

---@class fansly.UpdatePostArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field content? string Text of the post.
---@field mediaIds? (string|fansly.UpdatePostArgs.mediaIds)[] Media to attach: ids, or tables with a preview, also mixed. An id that stands there twice goes out twice.
---@field access_type? "ppv"|"subscription"|"follow"|"list"|"limited_time"|("ppv"|"subscription"|"follow"|"list"|"limited_time")[] Who may see the media: one kind, or a list of them. Without it the media is free.
---@field price? number|string|fansly.Amount US dollars, 1 to 500, at most two decimals; number or string. For `ppv`.
---@field subscriptionTierId? string Tier that `subscription` means.
---@field subscriptionTierName? string Its name.
---@field listId? string List that `list` means.
---@field listLabel? string Its label.
---@field validBefore? number|string End of `limited_time`. The unit is not documented; milliseconds expected.
---@field validAfter? number|string Beginning of `limited_time`, as `validBefore`.
---@field permissions? fansly.UpdatePostArgs.permissions[] Access rules, each as the fields beside this one; whoever fits one of them may see the media.
---@field wallIds? string[] Walls to post on; the default one when left out.
---@field postToFYP? boolean Offer it to the For You page, for which it needs a public video of 3 s.
---@field scheduledFor? integer When it appears, in Unix milliseconds; at once when left out.
---@field expiresAt? integer When it disappears, in Unix milliseconds.
---@field pinned? boolean|integer Pin it.
---@field pinWallIds? string[] Walls to pin it on.
---@field inReplyTo? string|lightuserdata Post that it answers.
---@field quotedPostId? string|lightuserdata Post that it quotes.
---@field replyPermissions? fansly.UpdatePostArgs.replyPermissions Who may reply.

---Replace a post as a whole: whatever is left out here is cleared there. Read the post first, and give all that is to stay.
---
---`POST /{account_id}/posts/{post_id}`, effect: idempotent; money: `price` dollars, `replyPermissions.tippedMinAmount` unclear, `totalTipAmount` unclear; times: `createdAt` s, `expiresAt` ms, `scheduledFor` ms; [documentation](https://docs.apifansly.com/api-reference/posts/update-post)
---@param post_id string Id of a post, or of a scheduled one.
---@param args? fansly.UpdatePostArgs
---@param options? fansly.CallOptions
---@return fansly.Post|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, post_id: string, args: fansly.UpdatePostArgs, callback: fun(value: fansly.Post|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, post_id: string, args: fansly.UpdatePostArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Post|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:update(post_id, args, options) end

---Delete a post.
---
---`DELETE /{account_id}/posts/{post_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/posts/delete-post)
---@param post_id string Id of a post, or of a scheduled one.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, post_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, post_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:delete(post_id, options) end

---One wall with its posts.
---
---`GET /{account_id}/posts/wall/{wall_id}`, effect: read; [documentation](https://docs.apifansly.com/api-reference/posts/get-wall)
---@param wall_id string Id of the wall.
---@param options? fansly.CallOptions
---@return table|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, wall_id: string, callback: fun(value: table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, wall_id: string, options: fansly.CallOptions|nil, callback: fun(value: table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:get_wall(wall_id, options) end

---The walls of the account, as a list.
---
---`GET /{account_id}/posts/walls`, effect: read; [documentation](https://docs.apifansly.com/api-reference/posts/get-posts-walls)
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:list_walls(options) end

---The posts that wait for their time.
---
---`GET /{account_id}/posts/scheduled`, effect: read; times: `scheduledPosts[].scheduledFor` ms; [documentation](https://docs.apifansly.com/api-reference/posts/get-scheduled-posts)
---@param options? fansly.CallOptions
---@return fansly.ListScheduledPostsAnswer|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, callback: fun(value: fansly.ListScheduledPostsAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, options: fansly.CallOptions|nil, callback: fun(value: fansly.ListScheduledPostsAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:list_scheduled(options) end

---Take back a post that has not appeared yet.
---
---`POST /{account_id}/posts/scheduled/{post_id}/cancel`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/posts/cancel-scheduled-post)
---@param post_id string Id of a post, or of a scheduled one.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, post_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, post_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:cancel_scheduled(post_id, options) end

---Pin a post on a wall. Nothing is known that unpins it.
---
---`POST /{account_id}/posts/{post_id}/pin`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/posts/post-settings/pin-post)
---@param post_id string Id of a post, or of a scheduled one.
---@param wallId string Wall to pin it on.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Posts, post_id: string, wallId: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Posts, post_id: string, wallId: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Posts:pin(post_id, wallId, options) end

---Changes some fields of a post and keeps the others: reads it, and writes it again. `posts:update` alone clears what is left out.
---
---`client.posts:edit(post_id, { content = "new text" })`
---@param post_id string
---@param changes table fields of `posts:update`; `fansly.null` takes one away. Media that may not be free needs its rule or its ids again
---@param options? fansly.CallOptions|function
---@param callback? function
---@return fansly.Post|nil post
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Posts:edit(post_id, changes, options, callback) end

---`client.media`
---@class fansly.resource.Media
local Media = {}

---How far an upload is: `state` is waiting, active, completed or failed; anything else means that it goes on. Links in `result` die after five hours.
---
---`GET /media/upload/{job_id}/status`, effect: read; [documentation](https://docs.apifansly.com/api-reference/media/upload-media)
---@param job_id string `jobId` of the upload.
---@param options? fansly.CallOptions
---@return fansly.GetUploadStatusAnswer|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Media, job_id: string, callback: fun(value: fansly.GetUploadStatusAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Media, job_id: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.GetUploadStatusAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Media:get_upload_status(job_id, options) end

---@class fansly.DownloadMediaArgs
---@field max_bytes? integer The largest file that is taken.

---Look up one piece of media, for a fresh link to it.
---
---`GET /{account_id}/media/{content_id}`, effect: read; experimental: only one integrator's code speaks for it
---@param content_id string Id of the account media, or of the media.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Media, content_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Media, content_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Media:get(content_id, options) end

---Uploads a file, and waits until the API has made a media of it.
---
---`client.media:upload("holiday.mp4", { on_progress = function(done, total, stage) ... end })`
---@param file any a path; a reader: a function, or something with a method `read`; or a table of path or reader, name, type
---@param options? fansly.UploadOptions|function
---@param callback? function
---@return fansly.GetUploadStatusAnswerResult|nil media its `mediaId` goes into messages and posts
---@return fansly.Error|nil err with `job_id` where the file is up, and what became of it is open
---@return fansly.Info|nil info
function Media:upload(file, options, callback) end

---The same under another name: `client.media:upload_and_wait(nil, { job_id = id })` waits for what was uploaded before.
---@param file any a path; a reader: a function, or something with a method `read`; or a table of path or reader, name, type
---@param options? fansly.UploadOptions|function
---@param callback? function
---@return fansly.GetUploadStatusAnswerResult|nil media its `mediaId` goes into messages and posts
---@return fansly.Error|nil err with `job_id` where the file is up, and what became of it is open
---@return fansly.Info|nil info
function Media:upload_and_wait(file, options, callback) end

---Downloads a file that another answer has a link to. It is in its place when it is whole, and never in part.
---
---`client.media:download(location.location, "holiday.mp4")`
---@param link string signed link to a host of fansly.com, good for five hours; a `location` that begins with a slash is one, too
---@param path string where the file goes; one that is there is replaced
---@param options? fansly.DownloadOptions|function
---@param callback? function
---@return { path: string, bytes: integer, type: string|nil }|nil file
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function Media:download(link, path, options, callback) end

---`client.vault`
---@class fansly.resource.Vault
local Vault = {}

---The albums of the vault. All, Posts and Messages always exist (`type` 38000, 1000, 5000).
---
---`GET /{account_id}/vault/albums`, effect: read; [documentation](https://docs.apifansly.com/api-reference/vault/list-vault-albums)
---@param options? fansly.CallOptions
---@return fansly.ListVaultAlbumsAnswer|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Vault, callback: fun(value: fansly.ListVaultAlbumsAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Vault, options: fansly.CallOptions|nil, callback: fun(value: fansly.ListVaultAlbumsAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Vault:list_albums(options) end

---@class fansly.ListVaultAlbumMediaArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListVaultAlbumMediaPage: fansly.Page
---@field items fansly.AccountMedia[]
---@field response fansly.AccountMedia[]|fansly.ListVaultAlbumMediaAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListVaultAlbumMediaPage, options?: fansly.CallOptions): fansly.ListVaultAlbumMediaPage|nil, fansly.Error|nil, fansly.Info|nil

---The media of an album. `mediaId` of an item goes into messages and posts; its `id` (account media) is what attachments and purchases name; the offers of statistics have an id of their own.
---
---`GET /{account_id}/vault/albums/{album_id}/media`, effect: read; money: `[].price` unclear; times: `[].createdAt` s; [documentation](https://docs.apifansly.com/api-reference/vault/get-vault-album-media)
---@param album_id string Id of the album.
---@param args? fansly.ListVaultAlbumMediaArgs
---@param options? fansly.CallOptions
---@return fansly.ListVaultAlbumMediaPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Vault, album_id: string, args: fansly.ListVaultAlbumMediaArgs, callback: fun(page: fansly.ListVaultAlbumMediaPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Vault, album_id: string, args: fansly.ListVaultAlbumMediaArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListVaultAlbumMediaPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Vault:list_album_media(album_id, args, options) end

---@class fansly.ListVaultAlbumMediaWalk: fansly.ListVaultAlbumMediaArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param album_id string Id of the album.
---@param args? fansly.ListVaultAlbumMediaWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.AccountMedia, fansly.ListVaultAlbumMediaPage
function Vault:each_album_media(album_id, args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param album_id string Id of the album.
---@param args? fansly.ListVaultAlbumMediaWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListVaultAlbumMediaPage
function Vault:pages_album_media(album_id, args, options) end

---`client.subscribers`
---@class fansly.resource.Subscribers
local Subscribers = {}

---@class fansly.ListSubscribersArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field status? string `all`, `active` or `expired`; older pages of the documentation have `3,4`, `3` and `4`. Goes out as it is.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field limit? integer Items a page; no maximum is documented.
---@field subscriptionTierIds? string|string[] Only these tiers.
---@field search? string Text in names.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListSubscribersPage: fansly.Page
---@field items fansly.Subscription[]
---@field response fansly.ListSubscribersAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListSubscribersPage, options?: fansly.CallOptions): fansly.ListSubscribersPage|nil, fansly.Error|nil, fansly.Info|nil

---The subscriptions of fans, running and over. Compare fans by `subscriberId`.
---
---`GET /{account_id}/subscribers`, effect: read; money: `subscriptions[].price` unclear, `subscriptions[].renewPrice` unclear; times: `subscriptions[].billingCycle` days, `subscriptions[].createdAt` ms, `subscriptions[].duration` days, `subscriptions[].endsAt` ms, `subscriptions[].renewDate` ms, `subscriptions[].updatedAt` ms; [documentation](https://docs.apifansly.com/api-reference/subscribers/list-all-subscribers)
---@param args? fansly.ListSubscribersArgs
---@param options? fansly.CallOptions
---@return fansly.ListSubscribersPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Subscribers, args: fansly.ListSubscribersArgs, callback: fun(page: fansly.ListSubscribersPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Subscribers, args: fansly.ListSubscribersArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListSubscribersPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Subscribers:list(args, options) end

---@class fansly.ListSubscribersWalk: fansly.ListSubscribersArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListSubscribersWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.Subscription, fansly.ListSubscribersPage
function Subscribers:each(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListSubscribersWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListSubscribersPage
function Subscribers:pages(args, options) end

---@class fansly.ListTopSupportersArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field after? integer Begin of the span, in Unix milliseconds.
---@field before? integer Its end, in Unix milliseconds.

---Those who have spent most in a span of time.
---
---`GET /{account_id}/top-supporters`, effect: read; money: `[].*` unclear; times: `after` ms, `before` ms; [documentation](https://docs.apifansly.com/api-reference/subscribers/top-supporters)
---@param args? fansly.ListTopSupportersArgs
---@param options? fansly.CallOptions
---@return table[]|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Subscribers, args: fansly.ListTopSupportersArgs, callback: fun(value: table[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Subscribers, args: fansly.ListTopSupportersArgs, options: fansly.CallOptions|nil, callback: fun(value: table[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Subscribers:list_top_supporters(args, options) end

---The tiers that fans can subscribe to. Their `id` is the `subscriptionTierId` of other calls.
---
---`GET /{account_id}/subscriptions/tiers`, effect: read; money: `[].plans[].price` unclear, `[].price` unclear; times: `[].plans[].billingCycle` days; [documentation](https://docs.apifansly.com/api-reference/subscription/get-subscription-tiers)
---@param options? fansly.CallOptions
---@return fansly.SubscriptionTier[]|table|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Subscribers, callback: fun(value: fansly.SubscriptionTier[]|table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Subscribers, options: fansly.CallOptions|nil, callback: fun(value: fansly.SubscriptionTier[]|table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Subscribers:list_subscription_tiers(options) end

---`client.followers`
---@class fansly.resource.Followers
local Followers = {}

---@class fansly.ListFollowersArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field limit? integer Items a page; no maximum is documented.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListFollowersPage: fansly.Page
---@field items fansly.Follower[]
---@field response fansly.ListFollowersAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListFollowersPage, options?: fansly.CallOptions): fansly.ListFollowersPage|nil, fansly.Error|nil, fansly.Info|nil

---Who follows the account.
---
---`GET /{account_id}/followers`, effect: read; times: `aggregationData.accounts[].lastSeenAt` ms; [documentation](https://docs.apifansly.com/api-reference/followers/followers)
---@param args? fansly.ListFollowersArgs
---@param options? fansly.CallOptions
---@return fansly.ListFollowersPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Followers, args: fansly.ListFollowersArgs, callback: fun(page: fansly.ListFollowersPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Followers, args: fansly.ListFollowersArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListFollowersPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Followers:list(args, options) end

---@class fansly.ListFollowersWalk: fansly.ListFollowersArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListFollowersWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.Follower, fansly.ListFollowersPage
function Followers:each(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListFollowersWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListFollowersPage
function Followers:pages(args, options) end

---@class fansly.ListFollowingArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field cursor? string|number Token of a page, from `page.next_cursor`.
---@field limit? integer Items a page; no maximum is documented.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListFollowingPage: fansly.Page
---@field items table[]
---@field response any the whole value that the items are a part of
---@field next fun(self: fansly.ListFollowingPage, options?: fansly.CallOptions): fansly.ListFollowingPage|nil, fansly.Error|nil, fansly.Info|nil

---Whom the account follows.
---
---`GET /{account_id}/following`, effect: read; [documentation](https://docs.apifansly.com/api-reference/followers/following)
---@param args? fansly.ListFollowingArgs
---@param options? fansly.CallOptions
---@return fansly.ListFollowingPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Followers, args: fansly.ListFollowingArgs, callback: fun(page: fansly.ListFollowingPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Followers, args: fansly.ListFollowingArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListFollowingPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Followers:list_following(args, options) end

---@class fansly.ListFollowingWalk: fansly.ListFollowingArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListFollowingWalk
---@param options? fansly.CallOptions
---@return fun(): table, fansly.ListFollowingPage
function Followers:each_following(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListFollowingWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListFollowingPage
function Followers:pages_following(args, options) end

---Follow a user.
---
---`POST /{account_id}/follow/{target_user_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/followers/follow-account)
---@param target_user_id string Native id of the user.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Followers, target_user_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Followers, target_user_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Followers:follow_account(target_user_id, options) end

---Follow a user no longer.
---
---`POST /{account_id}/unfollow/{target_user_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/followers/unfollow-account)
---@param target_user_id string Native id of the user.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Followers, target_user_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Followers, target_user_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Followers:unfollow_account(target_user_id, options) end

---`client.lists`
---@class fansly.resource.Lists
local Lists = {}

---The lists of the account.
---
---`GET /{account_id}/lists`, effect: read; experimental: only one integrator's code speaks for it
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Lists, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Lists, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Lists:list(options) end

---The members of a list.
---
---`GET /{account_id}/lists/{list_id}/items`, effect: read; experimental: only one integrator's code speaks for it
---@param list_id string Id of the list.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Lists, list_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Lists, list_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Lists:list_items(list_id, options) end

---Put a fan on a list.
---
---`POST /{account_id}/lists/users`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/lists/add-fan-to-list)
---@param userId string Native id of the fan.
---@param listId string Id of the list.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Lists, userId: string, listId: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Lists, userId: string, listId: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Lists:add(userId, listId, options) end

---Take a fan off a list.
---
---`DELETE /{account_id}/lists/users`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/lists/delete-fan-from-list)
---@param userId string Native id of the fan.
---@param listId string Id of the list.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Lists, userId: string, listId: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Lists, userId: string, listId: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Lists:remove(userId, listId, options) end

---`client.earnings`
---@class fansly.resource.Earnings
local Earnings = {}

---@class fansly.GetEarningStatisticsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field after? integer Begin; only an old example has it, in Unix milliseconds.
---@field before? integer End; only an old example has it, in Unix milliseconds.

---The balance in sum.
---
---`GET /{account_id}/earnings`, effect: read; money: `pendingBalance` mills, `totalEarnings` mills; times: `after` ms, `before` ms; [documentation](https://docs.apifansly.com/api-reference/earnings/get-earning-statistics)
---@param args? fansly.GetEarningStatisticsArgs
---@param options? fansly.CallOptions
---@return fansly.EarningsSummary|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Earnings, args: fansly.GetEarningStatisticsArgs, callback: fun(value: fansly.EarningsSummary|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Earnings, args: fansly.GetEarningStatisticsArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.EarningsSummary|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Earnings:get_statistics(args, options) end

---@class fansly.ListEarningsTransactionsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field before? integer End, in Unix milliseconds.
---@field after? integer Begin, in Unix milliseconds.
---@field limit? integer Entries a page; the documentation has 20, Fansly itself ends at 100.
---@field offset? integer|string How many to skip; takes `page.next_cursor` as it is.
---@field fields? string[] builds only these fields of each item

---@class fansly.ListEarningsTransactionsPage: fansly.Page
---@field items fansly.Transaction[]
---@field response fansly.ListEarningsTransactionsAnswer the whole value that the items are a part of
---@field next fun(self: fansly.ListEarningsTransactionsPage, options?: fansly.CallOptions): fansly.ListEarningsTransactionsPage|nil, fansly.Error|nil, fansly.Info|nil

---What was earned, one entry at a time. The API refuses a time in the future, and has refused `after` without `before`: give both, a little in the past.
---
---`GET /{account_id}/earnings/transactions`, effect: read; money: `data[].amount` mills, `data[].destinationAmount` mills, `data[].destinationTax` unclear, `data[].newBalance` mills; times: `after` ms, `before` ms, `data[].createdAt` ms; [documentation](https://docs.apifansly.com/api-reference/earnings/list-transactions)
---@param args? fansly.ListEarningsTransactionsArgs
---@param options? fansly.CallOptions
---@return fansly.ListEarningsTransactionsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Earnings, args: fansly.ListEarningsTransactionsArgs, callback: fun(page: fansly.ListEarningsTransactionsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Earnings, args: fansly.ListEarningsTransactionsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.ListEarningsTransactionsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Earnings:list_transactions(args, options) end

---@class fansly.ListEarningsTransactionsWalk: fansly.ListEarningsTransactionsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListEarningsTransactionsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.Transaction, fansly.ListEarningsTransactionsPage
function Earnings:each_transactions(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.ListEarningsTransactionsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.ListEarningsTransactionsPage
function Earnings:pages_transactions(args, options) end

---What one fan has brought, month by month.
---
---`GET /{account_id}/earnings/fans/{fan_id}`, effect: read; money: `[].totalGross` mills, `[].totalNet` mills; [documentation](https://docs.apifansly.com/api-reference/earnings/get-fan-earnings)
---@param fan_id string Native user id of the fan.
---@param options? fansly.CallOptions
---@return fansly.MonthEarnings[]|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Earnings, fan_id: string, callback: fun(value: fansly.MonthEarnings[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Earnings, fan_id: string, options: fansly.CallOptions|nil, callback: fun(value: fansly.MonthEarnings[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Earnings:get_fan(fan_id, options) end

---What one fan has brought, by where it came from.
---
---`GET /{account_id}/earnings/fans/{fan_id}/stats`, effect: read; money: `*` unclear; [documentation](https://docs.apifansly.com/api-reference/earnings/get-fan-earnings-by-source)
---@param fan_id string Native user id of the fan.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Earnings, fan_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Earnings, fan_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Earnings:get_fan_by_source(fan_id, options) end

---@class fansly.GetMonthlyEarningsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field after? integer Begin, in Unix milliseconds.
---@field before? integer End, in Unix milliseconds.

---What was earned, month by month.
---
---`GET /{account_id}/earnings/monthly`, effect: read; money: `[].totalGross` mills, `[].totalNet` mills; times: `after` ms, `before` ms; [documentation](https://docs.apifansly.com/api-reference/earnings/get-monthly-earnings-statistics)
---@param args? fansly.GetMonthlyEarningsArgs
---@param options? fansly.CallOptions
---@return fansly.MonthEarnings[]|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Earnings, args: fansly.GetMonthlyEarningsArgs, callback: fun(value: fansly.MonthEarnings[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Earnings, args: fansly.GetMonthlyEarningsArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.MonthEarnings[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Earnings:get_monthly(args, options) end

---`client.analytics`
---@class fansly.resource.Analytics
local Analytics = {}

---@class fansly.GetProfileStatisticsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field afterDate? integer Begin, in Unix milliseconds.
---@field beforeDate? integer End, in Unix milliseconds.
---@field period? integer Width of a step in milliseconds: 3600000 for hours, 86400000 (the API's default) for days.
---@field year? integer A year in place of the span; 0, the API's default, for none.
---@field month? integer A month of the year, 1 to 12; 0, the API's default, for none.

---Views, visits and more of the profile, step by step. `dataset` is missing where there was nothing.
---
---`GET /{account_id}/analytics/profilestats`, effect: read; times: `afterDate` ms, `beforeDate` ms, `dataset.datapoints[].timestamp` ms, `period` ms; [documentation](https://docs.apifansly.com/api-reference/profile-stats)
---@param args? fansly.GetProfileStatisticsArgs
---@param options? fansly.CallOptions
---@return fansly.Statistics|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Analytics, args: fansly.GetProfileStatisticsArgs, callback: fun(value: fansly.Statistics|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Analytics, args: fansly.GetProfileStatisticsArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Statistics|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Analytics:get_profile_statistics(args, options) end

---@class fansly.GetMediaStatisticsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field afterDate? integer Begin, in Unix milliseconds.
---@field beforeDate? integer End, in Unix milliseconds.
---@field period? integer Width of a step in milliseconds: 3600000 for hours, 86400000 (the API's default) for days.

---The same of one piece of media on offer. Its id comes with `topMediaOffers` of the profile's statistics.
---
---`GET /{account_id}/analytics/media/{media_offer_id}`, effect: read; times: `afterDate` ms, `beforeDate` ms, `dataset.datapoints[].timestamp` ms, `period` ms; [documentation](https://docs.apifansly.com/api-reference/media-stats)
---@param media_offer_id string Id of the offer: no id of media.
---@param args? fansly.GetMediaStatisticsArgs
---@param options? fansly.CallOptions
---@return fansly.Statistics|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Analytics, media_offer_id: string, args: fansly.GetMediaStatisticsArgs, callback: fun(value: fansly.Statistics|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Analytics, media_offer_id: string, args: fansly.GetMediaStatisticsArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Statistics|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Analytics:get_media_statistics(media_offer_id, args, options) end

---`client.accounts`
---@class fansly.resource.Accounts
local Accounts = {}

---The connected accounts, as a list. Their `accountId` is what `account_id` of other calls takes.
---
---`GET /accounts`, effect: read; times: `[].createdAt` iso; [documentation](https://docs.apifansly.com/api-reference/account/list-accounts)
---@param options? fansly.CallOptions
---@return fansly.ConnectedAccount[]|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, callback: fun(value: fansly.ConnectedAccount[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, options: fansly.CallOptions|nil, callback: fun(value: fansly.ConnectedAccount[]|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:list(options) end

---Profiles of users.
---
---`GET /accounts/by-ids`, effect: read; [documentation](https://docs.apifansly.com/api-reference/account/get-accounts-by-ids)
---@param ids string|string[] Native ids of users, not the ids of connected accounts. Fansly itself takes up to 100.
---@param options? fansly.CallOptions
---@return fansly.AccountSummary[]|table|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, ids: string|string[], callback: fun(value: fansly.AccountSummary[]|table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, ids: string|string[], options: fansly.CallOptions|nil, callback: fun(value: fansly.AccountSummary[]|table|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:get_by_ids(ids, options) end

---The public profile of a user.
---
---`GET /search/{username}`, effect: read; [documentation](https://docs.apifansly.com/api-reference/account/get-profile-data)
---@param username string User name on Fansly.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, username: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, username: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:get_profile_data(username, options) end

---The profile behind the account id, with its native id: the cheapest check that key and account fit. Keep it: it stays.
---
---`GET /{account_id}/me`, effect: read; [documentation](https://docs.apifansly.com/api-reference/account/get-current-account)
---@param options? fansly.CallOptions
---@return fansly.AccountSummary|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, callback: fun(value: fansly.AccountSummary|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, options: fansly.CallOptions|nil, callback: fun(value: fansly.AccountSummary|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:get_current(options) end

---Disconnect an account for good. It has to be named: the client's own is not taken for it.
---
---`DELETE /accounts/{account_id}`, effect: idempotent; [documentation](https://docs.apifansly.com/api-reference/account/disconnect-account)
---@param account_id string Connected account, as the service names it.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, account_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, account_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:disconnect(account_id, options) end

---@class fansly.ConnectAccountArgs
---@field username string Fansly user name or e-mail address.
---@field password string Password of the Fansly account.
---@field name string Label in the service's console.
---@field countryCode string Country, by ISO 3166-1 alpha-2.

---Connect a Fansly account. Where the answer says `requires_2fa`, go on with `accounts:verify_2fa`; else it has an `account_id`.
---
---`POST /connect`, effect: send; [documentation](https://docs.apifansly.com/api-reference/connect-fansly-account/connect-account)
---@param args fansly.ConnectAccountArgs
---@param options? fansly.CallOptions
---@return fansly.ConnectAccountAnswer|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, args: fansly.ConnectAccountArgs, callback: fun(value: fansly.ConnectAccountAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, args: fansly.ConnectAccountArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.ConnectAccountAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:connect(args, options) end

---@class fansly.Verify2faArgs
---@field username string Fansly user name or e-mail address.
---@field password string Password of the Fansly account.
---@field twoFactorToken string `twofa_token` of the answer to `accounts:connect`.
---@field twoFactorCode string The code, as text: it may begin with 0.
---@field name string Label in the service's console.
---@field countryCode string Country, by ISO 3166-1 alpha-2.

---Go on connecting with the code that Fansly has sent. All of the first call is given again.
---
---`POST /verify-2fa`, effect: send; [documentation](https://docs.apifansly.com/api-reference/connect-fansly-account/submit-2fa)
---@param args fansly.Verify2faArgs
---@param options? fansly.CallOptions
---@return fansly.Verify2faAnswer|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, args: fansly.Verify2faArgs, callback: fun(value: fansly.Verify2faAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, args: fansly.Verify2faArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.Verify2faAnswer|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:verify_2fa(args, options) end

---@class fansly.SendOtpArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field useEmailTwoFAFallback boolean Send it by e-mail.

---Have a one-time code sent to the creator, for what needs one, such as payouts. Not for connecting.
---
---`POST /{account_id}/twofa/session`, effect: send; [documentation](https://docs.apifansly.com/api-reference/connect-fansly-account/send-otp)
---@param args fansly.SendOtpArgs
---@param options? fansly.CallOptions
---@return fansly.OtpSession|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, args: fansly.SendOtpArgs, callback: fun(value: fansly.OtpSession|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, args: fansly.SendOtpArgs, options: fansly.CallOptions|nil, callback: fun(value: fansly.OtpSession|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:send_otp(args, options) end

---@class fansly.VerifyOtpArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field token string `emailTwofa.token` of the answer to `accounts:send_otp`.
---@field code string The code, as text: it may begin with 0.
---@field mode? integer Documented as 1.

---Hand in a one-time code.
---
---`POST /{account_id}/twofa/session/verify`, effect: send; [documentation](https://docs.apifansly.com/api-reference/connect-fansly-account/verify-otp)
---@param args fansly.VerifyOtpArgs
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Accounts, args: fansly.VerifyOtpArgs, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Accounts, args: fansly.VerifyOtpArgs, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Accounts:verify_otp(args, options) end

---`client.payouts`
---@class fansly.resource.Payouts
local Payouts = {}

---@class fansly.AddPayoutMethodArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field id string Empty for a new one.
---@field providerId string Provider, by number; the documentation has "2".
---@field metadata string What the provider wants to know, as JSON in a string.
---@field type integer The documentation has 1.

---Add a way to be paid. A one-time code may be asked for first (`accounts:send_otp`, `accounts:verify_otp`).
---
---`POST /{account_id}/payout/add`, effect: send; [documentation](https://docs.apifansly.com/api-reference/payouts/add-payout-method)
---@param args fansly.AddPayoutMethodArgs
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Payouts, args: fansly.AddPayoutMethodArgs, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Payouts, args: fansly.AddPayoutMethodArgs, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Payouts:add_method(args, options) end

---`client.discovery`
---@class fansly.resource.Discovery
local Discovery = {}

---@class fansly.SearchAccountsArgs
---@field account_id? string Connected account, as the service names it (`fansly_acc_...`); the client's own by default.
---@field query string What to look for; a part of a name does.
---@field limit? integer Items a page; no maximum is documented.
---@field offset? integer|string How many to skip; takes `page.next_cursor` as it is.
---@field fields? string[] builds only these fields of each item

---@class fansly.SearchAccountsPage: fansly.Page
---@field items fansly.AccountSummary[]
---@field response fansly.AccountSummary[]|table the whole value that the items are a part of
---@field next fun(self: fansly.SearchAccountsPage, options?: fansly.CallOptions): fansly.SearchAccountsPage|nil, fansly.Error|nil, fansly.Info|nil

---Look for users by name. The answer does not say how many there are.
---
---`GET /{account_id}/discover/search/accounts`, effect: read; [documentation](https://docs.apifansly.com/api-reference/search-discovery/accounts-search-discovery)
---@param args fansly.SearchAccountsArgs
---@param options? fansly.CallOptions
---@return fansly.SearchAccountsPage|nil page
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Discovery, args: fansly.SearchAccountsArgs, callback: fun(page: fansly.SearchAccountsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Discovery, args: fansly.SearchAccountsArgs, options: fansly.CallOptions|nil, callback: fun(page: fansly.SearchAccountsPage|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Discovery:search_accounts(args, options) end

---@class fansly.SearchAccountsWalk: fansly.SearchAccountsArgs, fansly.Walk

---Goes over the items of all pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.SearchAccountsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.AccountSummary, fansly.SearchAccountsPage
function Discovery:each_accounts(args, options) end

---Goes over the pages, and asks for a page when it is needed. Raises the error where one fails.
---@param args? fansly.SearchAccountsWalk
---@param options? fansly.CallOptions
---@return fun(): fansly.SearchAccountsPage
function Discovery:pages_accounts(args, options) end

---Media with a tag.
---
---`GET /{account_id}/discover/tags/{tag_id}/media`, effect: read; [documentation](https://docs.apifansly.com/api-reference/tags/get-tag-media)
---@param tag_id string Id of the tag on Fansly.
---@param options? fansly.CallOptions
---@return any|nil value
---@return fansly.Error|nil err
---@return fansly.Info|nil info
---@overload fun(self: fansly.resource.Discovery, tag_id: string, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
---@overload fun(self: fansly.resource.Discovery, tag_id: string, options: fansly.CallOptions|nil, callback: fun(value: any|nil, err: fansly.Error|nil, info: fansly.Info|nil)): fansly.Handle
function Discovery:list_tag_media(tag_id, options) end
