# shellcheck shell=bash
# A web server for measurements: nginx with one worker that hands out recorded answers over http, TLS and HTTP/2 on loopback, for as
# long as the sourcing script lives. Sourced, with the checkout as the current directory.

# start_nginx DIRECTORY [PAGES]: sets HTTP_URL, HTTPS_URL and H2_URL to places that end in /20 or /100 when completed, or in /pages
# for so many that follow each other; and CA_FILE.
start_nginx() {
  local directory=$1 pages=${2:-0} port
  mkdir -p "$directory/tmp"
  (
    script/build 5.4
    use_checkout 5.4
    lua5.4 bench/answers.lua "$directory" "$pages"
  )
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout "$directory/key.pem" -out "$directory/cert.pem" 2>/dev/null
  port=$(free_ports)
  nginx_config "$directory" "$port" >"$directory/nginx.conf"
  nginx -p "$directory" -c "$directory/nginx.conf" -e "$directory/error.log" &
  nginx_pid=$!
  HTTP_URL=http://127.0.0.1:$port
  HTTPS_URL=https://127.0.0.1:$((port + 1))
  H2_URL=https://127.0.0.1:$((port + 2))
  CA_FILE=$directory/cert.pem
  export HTTP_URL HTTPS_URL H2_URL CA_FILE
  wait_for_nginx "$directory/error.log" "$port"
}

# The first of three ports in a row that nobody listens on.
free_ports() {
  local port
  for port in $(shuf -i 20000-29990 -n 50); do
    if ! ss -Hltn "sport >= $port and sport <= $((port + 2))" | grep -q .; then
      echo "$port"
      return
    fi
  done
  die "there are no three free ports in a row"
}

wait_for_nginx() {
  local _
  for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then return; fi
    sleep 0.05
  done
  cat "$1" >&2
  die "nginx did not start"
}

stop_nginx() {
  if [ -n "${nginx_pid:-}" ]; then kill "$nginx_pid" 2>/dev/null && wait "$nginx_pid" 2>/dev/null; fi
  nginx_pid=""
}

nginx_config() {
  local directory=$1 port=$2
  cat <<CONFIG
daemon off;
master_process off;
worker_processes 1;
pid $directory/nginx.pid;
error_log $directory/error.log;
events { worker_connections 8192; }
http {
  access_log off;
  default_type application/json;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  http2_max_concurrent_streams 256;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  open_file_cache max=2000;
  client_body_temp_path $directory/tmp; proxy_temp_path $directory/tmp; fastcgi_temp_path $directory/tmp;
  uwsgi_temp_path $directory/tmp; scgi_temp_path $directory/tmp;
  ssl_certificate $directory/cert.pem;
  ssl_certificate_key $directory/key.pem;
  ssl_session_cache shared:tls:1m;
  map \$arg_cursor \$page { "" 0; default \$arg_cursor; }
  server {
    listen 127.0.0.1:$port backlog=8192;
    listen 127.0.0.1:$((port + 1)) ssl backlog=8192;
    listen 127.0.0.1:$((port + 2)) ssl http2 backlog=8192;
    root $directory;
    location ~ ^/100/.*/chats$ { try_files /chats-100.json =404; }
    location ~ ^/20/.*/chats$ { try_files /chats-20.json =404; }
    location ~ ^/pages/.*/chats$ { try_files /page-\$page.json =404; }
    location ~ ^/20/.*/(messages|mute)$ { error_page 405 =201 /send.json; return 405; }
    location = /send.json { }
  }
}
CONFIG
}
