// Go's net/http, with structs for what is read.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type chat struct {
	UnreadCount         int     `json:"unreadCount"`
	PartnerUsername     string  `json:"partnerUsername"`
	LastUnreadMessageID *string `json:"lastUnreadMessageId"`
	Flags               int     `json:"flags"`
	SubscriptionTierID  *string `json:"subscriptionTierId"`
	LastMessageID       string  `json:"lastMessageId"`
	GroupID             string  `json:"groupId"`
	AccountID           string  `json:"account_id"`
	PartnerAccountID    string  `json:"partnerAccountId"`
}

type location struct {
	Location string `json:"location"`
}

type account struct {
	ID              string `json:"id"`
	Username        string `json:"username"`
	DisplayName     string `json:"displayName"`
	About           string `json:"about"`
	CreatedAt       int64  `json:"createdAt"`
	LastSeenAt      int64  `json:"lastSeenAt"`
	SubscriberCount int    `json:"subscriberCount"`
	Version         int    `json:"version"`
	StatusID        int    `json:"statusId"`
	Avatar          struct {
		ID        string     `json:"id"`
		Location  string     `json:"location"`
		Locations []location `json:"locations"`
	} `json:"avatar"`
}

type answer struct {
	Data struct {
		NextCursor string `json:"nextCursor"`
		Data       struct {
			Response struct {
				ID              string `json:"id"`
				Content         string `json:"content"`
				Data            []chat `json:"data"`
				AggregationData struct {
					Accounts []account `json:"accounts"`
				} `json:"aggregationData"`
			} `json:"response"`
		} `json:"data"`
	} `json:"data"`
}

var (
	url      = os.Args[2]
	body     = []byte(os.Getenv("BODY"))
	inFlight = 64
	client   *http.Client
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func request(place string, post bool) *answer {
	method := "GET"
	if post {
		method = "POST"
	}
	req, err := http.NewRequest(method, place, nil)
	check(err)
	if post {
		req, err = http.NewRequest(method, place, bytes.NewReader(body))
		check(err)
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("x-api-key", "bench-key-0000000000")
	req.Header.Set("Accept", "application/json")
	got, err := client.Do(req)
	check(err)
	defer got.Body.Close()
	if got.StatusCode > 201 {
		check(fmt.Errorf("status %d", got.StatusCode))
	}
	var read answer
	var text bytes.Buffer
	_, err = text.ReadFrom(got.Body)
	check(err)
	check(json.Unmarshal(text.Bytes(), &read))
	return &read
}

// What an answer adds to the sum.
func value(read *answer) int64 {
	response := &read.Data.Data.Response
	if response.ID != "" {
		return int64(len(response.ID))
	}
	sum := int64(len(response.Data))
	for _, chat := range response.Data {
		sum += int64(chat.UnreadCount)
	}
	return sum
}

func repeated(post bool) func(int) int64 {
	return func(count int) (sum int64) {
		for i := 0; i < count; i++ {
			sum += value(request(url, post))
		}
		return sum
	}
}

func pages(count int) (sum int64) {
	place := url
	for i := 0; i < count; i++ {
		read := request(place, false)
		sum += value(read)
		place = url + "?cursor=" + read.Data.NextCursor
	}
	return sum
}

func flight(count int) (sum int64) {
	var begun int64
	var group sync.WaitGroup
	for i := 0; i < inFlight; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for atomic.AddInt64(&begun, 1) <= int64(count) {
				atomic.AddInt64(&sum, value(request(url, false)))
			}
		}()
	}
	group.Wait()
	return sum
}

func processor() float64 {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func main() {
	if text := os.Getenv("IN_FLIGHT"); text != "" {
		inFlight, _ = strconv.Atoi(text)
	}
	roots := x509.NewCertPool()
	if file := os.Getenv("CA_FILE"); file != "" {
		text, err := os.ReadFile(file)
		check(err)
		roots.AppendCertsFromPEM(text)
	}
	client = &http.Client{Transport: &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: inFlight,
		MaxConnsPerHost:     inFlight,
	}}
	count, _ := strconv.Atoi(os.Args[3])
	warm, _ := strconv.Atoi(os.Args[4])
	works := map[string]func(int) int64{"get": repeated(false), "post": repeated(true), "pages": pages, "flight": flight}
	work := works[os.Args[1]]
	work(warm)
	cpu, wall := processor(), time.Now()
	sum := work(count)
	cpu, seconds := processor()-cpu, time.Since(wall).Seconds()
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	memory := regexp.MustCompile(`VmHWM:\s*(\d+)`).FindSubmatch(status)[1]
	fmt.Printf("%.6f %.6f %d %s\n", cpu, seconds, sum, memory)
}
