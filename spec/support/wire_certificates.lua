--- Certificates for the wire server: an authority of its own and a leaf for 127.0.0.1 and localhost, made in memory.

local altname = require("openssl.x509.altname")
local bignum = require("openssl.bignum")
local extension = require("openssl.x509.extension")
local name = require("openssl.x509.name")
local pkey = require("openssl.pkey")
local ssl_context = require("openssl.ssl.context")
local x509 = require("openssl.x509")

local DAY = 24 * 60 * 60

local function new_key()
  return pkey.new({ type = "EC", curve = "prime256v1" })
end

local function new_certificate(serial, common_name, key)
  local certificate = x509.new()
  local subject = name.new()
  local now = os.time()
  subject:add("CN", common_name)
  certificate:setVersion(3)
  certificate:setSerial(bignum.new(serial))
  certificate:setSubject(subject)
  certificate:setLifetime(now - DAY, now + DAY)
  certificate:setPublicKey(key)
  return certificate
end

local function new_authority(key)
  local certificate = new_certificate(1, "fansly wire server CA", key)
  certificate:setIssuer(certificate:getSubject())
  certificate:setBasicConstraints({ CA = true })
  certificate:setBasicConstraintsCritical(true)
  certificate:addExtension(extension.new("keyUsage", "critical,keyCertSign,cRLSign"))
  certificate:sign(key)
  return certificate
end

local function new_leaf(key, authority, authority_key)
  local certificate = new_certificate(2, "localhost", key)
  local names = altname.new()
  names:add("DNS", "localhost")
  names:add("IP", "127.0.0.1")
  certificate:setSubjectAlt(names)
  certificate:setIssuer(authority:getSubject())
  certificate:setBasicConstraints({ CA = false })
  certificate:sign(authority_key)
  return certificate
end

local certificates = {}

local function new_context(leaf, key)
  local context = ssl_context.new("TLS", true)
  context:setCertificate(leaf)
  context:setPrivateKey(key)
  return context
end

--- Two TLS server contexts, of which the second speaks HTTP/2 with who offers it, and the text of the certificate to trust.
function certificates.contexts()
  local authority_key, key = new_key(), new_key()
  local authority = new_authority(authority_key)
  local leaf = new_leaf(key, authority, authority_key)
  local h2 = new_context(leaf, key)
  h2:setAlpnSelect(function(_, offered)
    for _, protocol in ipairs(offered) do
      if protocol == "h2" then
        return protocol
      end
    end
  end)
  return new_context(leaf, key), h2, authority:toPEM()
end

return certificates
