/**
 * What Crossbar, Kazoo's API, demands of a document of each collection, read off its schemas. A line is a key and its limits: `!` must be there,
 * `int`, `1..9` a value, `len` characters, `items` elements, `unique` elements, `enum` words, `/expression/`, `email`, `uri`. `#` is every element of a
 * list, `*` every key of an object. Left out: types that an export always writes, ids (the API makes its own), keys of recordings and notices.
 */
export const documentRules = String.raw`
account
  call_restriction.*.action enum inherit deny
  caller_id.asserted.name len ..35
  caller_id.asserted.number len ..35
  caller_id.emergency.name len ..35
  caller_id.emergency.number len ..35
  caller_id.external.name len ..35
  caller_id.external.number len ..35
  caller_id.internal.name len ..35
  caller_id.internal.number len ..35
  caller_id_options.outbound_privacy enum full name number none
  music_on_hold.media_id len ..2048
  name ! len 1..128
  realm len 4..253 /^[.\w-]+$/
  ringtones.external len ..256
  ringtones.internal len ..256
  timezone len 5..32
users
  call_forward.number len ..35
  call_restriction.*.action enum inherit deny
  caller_id.asserted.name len ..35
  caller_id.asserted.number len ..35
  caller_id.emergency.name len ..35
  caller_id.emergency.number len ..35
  caller_id.external.name len ..35
  caller_id.external.number len ..35
  caller_id.internal.name len ..35
  caller_id.internal.number len ..35
  caller_id_options.outbound_privacy enum full name number none
  email len 3..254 email
  first_name ! len 1..128
  hotdesk.id len ..15
  hotdesk.pin len 4..15
  last_name ! len 1..128
  media.audio.codecs unique
  media.audio.codecs.# enum OPUS CELT@32000h G7221@32000h G7221@16000h G722 speex@32000h speex@16000h PCMU PCMA G729 GSM CELT@48000h CELT@64000h G722_16 G722_32 CELT_48 CELT_64 Speex speex
  media.encryption.methods.# enum zrtp srtp
  media.progress_timeout int
  media.video.codecs unique
  media.video.codecs.# enum H261 H263 H264 VP8
  music_on_hold.media_id len ..128
  pronounced_name.media_id len ..128
  ringtones.external len ..256
  ringtones.internal len ..256
  username len 1..256 /^([+@.\w_-]+)$/
devices
  call_forward.number len ..35
  call_restriction.*.action enum inherit deny
  caller_id.asserted.name len ..35
  caller_id.asserted.number len ..35
  caller_id.emergency.name len ..35
  caller_id.emergency.number len ..35
  caller_id.external.name len ..35
  caller_id.external.number len ..35
  caller_id.internal.name len ..35
  caller_id.internal.number len ..35
  caller_id_options.outbound_privacy enum full name number none
  media.audio.codecs unique
  media.audio.codecs.# enum OPUS CELT@32000h G7221@32000h G7221@16000h G722 speex@32000h speex@16000h PCMU PCMA G729 GSM CELT@48000h CELT@64000h G722_16 G722_32 CELT_48 CELT_64 Speex speex
  media.encryption.methods.# enum zrtp srtp
  media.progress_timeout int
  media.video.codecs unique
  media.video.codecs.# enum H261 H263 H264 VP8
  music_on_hold.media_id len ..2048
  name ! len 1..128
  ringtones.external len ..256
  ringtones.internal len ..256
  sip.expire_seconds int
  sip.invite_format enum username npan 1npan e164 route strip_plus contact
  sip.method enum password ip
  sip.password len 5..32
  sip.realm len 4..253 /^[.\w_-]+$/
  sip.username len 2..32
vmboxes
  mailbox ! len 1..30
  media_extension enum mp3 mp4 wav
  name ! len 1..128
  notify_email_addresses.# email
  pin len 4..6
  seek_duration_ms int 0..
  timezone len 5..32
groups
  endpoints ! items 1..
  music_on_hold.media_id len ..128
  name ! len 1..128
callflows
  featurecode.name len 1..128
  featurecode.number len 1..30
  numbers unique
  numbers.# len 1..36
  patterns.# len 1..
menus
  hunt_allow len 1..256
  hunt_deny len 1..256
  interdigit_timeout int 1..10000
  max_extension_length int 1..6
  media.greeting len 3..2048
  name ! len 1..128
  record_pin len 3..6
  retries int 1..10
  timeout int 1..60000
temporal_rules
  cycle ! enum date daily weekly monthly yearly
  days.# int 1..31
  interval int 1..
  month int 1..12
  name ! len 1..128
  ordinal enum every first second third fourth fifth last
  start_date int
  time_window_start int 0..86400
  time_window_stop int 0..86400
  wdays.# enum monday tuesday wednesday wensday thursday friday saturday sunday
temporal_rules_sets
  name ! len 1..128
  temporal_rules items 1..
media
  content_length int 1..11534336
  content_type enum audio/mp3 audio/mpeg audio/mpeg3 audio/x-wav audio/wav audio/ogg video/x-flv video/h264 video/mpeg video/quicktime video/mp4 video/webm
  description len 1..128
  media_source ! enum recording upload tts
  name ! len 1..128
  tts.text len 1..
queues
  agent_ring_timeout int 1..
  agent_wrapup_time int 0..
  announcements.interval int 15..
  announcements.media.in_the_queue !
  announcements.media.increase_in_call_volume !
  announcements.media.the_estimated_wait_time_is !
  announcements.media.you_are_at_position !
  caller_exit_key enum 1 2 3 4 5 6 7 8 9 * 0 #
  cdr_url uri
  connection_timeout int 0..
  max_priority int 0..255
  max_queue_size int
  name ! len 1..128
  recording_url uri
  ring_simultaneously int 1..
  strategy enum round_robin most_idle
phone_numbers
  cnam.display_name len 1..15
  create_with_state enum aging available deleted discovery in_service port_in port_out released reserved
  e911.caller_name len 3..
  e911.locality !
  e911.postal_code !
  e911.region ! len 2..2
  e911.status enum INVALID GEOCODED PROVISIONED REMOVED ERROR
  e911.street_address !
conferences
  conference_numbers unique
  conference_numbers.# /^[0-9]+$/
  max_participants int
  member.numbers unique
  member.numbers.# /^[0-9]+$/
  member.pins.# /^[0-9]+$/
  moderator.numbers unique
  moderator.numbers.# /^[0-9]+$/
  moderator.pins.# /^[0-9]+$/
  name len 1..128
directories
  max_dtmf int 0..
  min_dtmf int 1..
  name ! len 1..
  search_fields enum first_name last_name both
  sort_by enum first_name last_name
faxboxes
  attempts int 0..4
  name ! len 1..128
  notifications.inbound.callback.method enum post put
  notifications.inbound.callback.type enum json www-url-form-encoded
  notifications.inbound.callback.url /^https?:///
  notifications.outbound.callback.method enum post put
  notifications.outbound.callback.type enum json www-url-form-encoded
  notifications.outbound.callback.url /^https?:///
  retries int 0..4
blacklists
  name ! len 1..128
lists
  description len 1..128
  name ! len 1..128
list_entries
  capture_group_length int
  displayname len 1..128
  firstname len 1..128
  lastname len 1..128
  list_id !
  type len 1..128
resources
  caller_id_options.type enum internal external emergency
  gateway_strategy enum sequential random
  gateways !
  gateways.#.caller_id_type enum internal external emergency
  gateways.#.channel_selection enum ascending descending
  gateways.#.codecs unique
  gateways.#.codecs.# enum G729 PCMU PCMA G722_16 G722_32 CELT_48 CELT_64 Speex GSM OPUS H261 H263 H264 VP8
  gateways.#.endpoint_type enum sip freetdm skype amqp
  gateways.#.invite_format enum route username e164 npan 1npan strip_plus
  gateways.#.password len ..32
  gateways.#.port int
  gateways.#.prefix len ..64
  gateways.#.progress_timeout int
  gateways.#.realm len ..64
  gateways.#.server ! len 1..128
  gateways.#.suffix len ..64
  gateways.#.username len ..32
  media.audio.codecs unique
  media.audio.codecs.# enum OPUS CELT@32000h G7221@32000h G7221@16000h G722 speex@32000h speex@16000h PCMU PCMA G729 GSM CELT@48000h CELT@64000h G722_16 G722_32 CELT_48 CELT_64 Speex speex
  media.encryption.methods.# enum zrtp srtp
  media.progress_timeout int
  media.video.codecs unique
  media.video.codecs.# enum H261 H263 H264 VP8
  name ! len 1..128
  weight_cost int 0..100
`

/** The same of the data of each action. */
export const actionRules = String.raw`
acdc_agent
  action enum login logout paused resume
  presence_state enum early confirmed terminated red_flash red_solid green
  timeout int
acdc_member
  priority int
acdc_queue
  action enum login logout
acdc_wait_time
  window int
after_bridge
  action enum park transfer hangup
audio_macro
  macros items 1..
  macros.#.macro ! enum play prompt say tts tone
branch_variable
  scope enum account custom_channel_vars device merged user
  variable !
call_forward
  action enum activate deactivate update toggle menu
call_waiting
  action enum activate deactivate toggle
  scope enum device user
collect_dtmf
  interdigit_timeout int 1..
  max_digits int 1..
  terminator enum 1 2 3 4 5 6 7 8 9 0 # *
  terminators unique
  terminators.# enum 1 2 3 4 5 6 7 8 9 0 # *
  timeout int 1..
device
  delay int
  dial_strategy enum simultaneous single
  timeout int
disa
  interdigit int
  max_digits int
  preconnect_audio enum dialtone ringing
  retries int
  ring_repeat_count int
do_not_disturb
  action enum activate deactivate toggle
dynamic_cid
  action enum list lists manual static
  interdigit_timeout int
  max_digits int
  min_digits int
fax_detect
  duration int
group
  repeats int
  strategy enum single simultaneous
  timeout int
group_pickup_feature
  type ! enum group user device extension
hotdesk
  action enum logout login toggle bridge
  interdigit_timeout int
intercept_feature
  type enum user device extension
language
  language ! /^[A-Za-z]{2}(-[A-Za-z]{2})?$/
lookupcidname
  lists !
manual_presence
  presence_id !
  status enum idle ringing busy
menu
  interdigit_timeout int
missed_call_alert
  recipients !
  recipients.#.id !
  recipients.#.type ! enum user email
nomorobo
  password len 1..1000
  username ! len 1..1000
notification
  notification_media.# enum email sms
  recipients !
  recipients.#.id !
  recipients.#.type ! enum user email
  send_at enum callflow_exec channel_destroy
offnet
  timeout int
page_group
  audio ! enum one-way two-way
  endpoints ! items 1..
  endpoints.#.delay int
  endpoints.#.endpoint_type ! enum device user group
  endpoints.#.id ! len 1..128
  endpoints.#.timeout int
  endpoints.#.weight int 1..100
  timeout int
park
  action enum direct_park park retrieve auto
  default_callback_timeout int
  default_presence_type enum early terminated confirmed
  default_ringback_timeout int
  max_slot_number int
pivot
  cdr_url /^https?:///
  method enum get post GET POST
  req_body_format enum form json
  req_format enum kazoo twiml
  req_timeout_ms int ..5000
  voice_url ! /^https?:///
play
  loop_count int 1..
prepend_cid
  action enum reset prepend
  apply_to enum original current
privacy
  endpoint_strategy enum overwrite merge
  mode enum full name number yes
record_call
  action ! enum start stop
  format enum mp3 wav
  method enum put post
  record_min_sec int
  record_sample_rate int
  time_limit int 5..10800
  url uri
record_caller
  format enum mp3 wav
  method enum put post
  time_limit int 5..10800
  url uri
resources
  timeout int
response
  code ! int
  media len ..2048
ring_group
  endpoints ! items 1..
  endpoints.#.delay int
  endpoints.#.endpoint_type ! enum device user group
  endpoints.#.id ! len 1..128
  endpoints.#.timeout int
  endpoints.#.weight int 1..100
  repeats int 1..
  strategy enum simultaneous single weighted_random
  timeout int
ring_group_toggle
  action ! enum login logout
  callflow_id !
route_to_cid
  cid_types items 1..
  delay int
  timeout int
send_dtmf
  digits !
set_alert_info
  alert_info !
set_variable
  channel enum a both
set_variables
  custom_application_vars !
sleep
  duration int 0..86400000
  unit enum ms s m h
temporal_route
  action enum menu enable disable reset
  interdigit_timeout int
transfer
  leg enum self bleg
  transfer_type enum attended blind
tts
  engine enum flite google ispeech voicefabric
  text ! len 1..1000
user
  delay int
  strategy enum simultaneous single
  timeout int
voicemail
  action enum check compose
  interdigit_timeout int
  max_message_length int
webhook
  http_verb enum post get
  retries int
`
