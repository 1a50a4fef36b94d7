/** SIPp scenarios. `[service]`, `[remote_ip]` and the like are SIPp's own words. */

const offer = `v=0
      o=carrier 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000`

const inDialog = (method: string, cseq: number) => `
  <send retrans="500"><![CDATA[
      ${method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "Kim" <sip:+16045550111@[local_ip]:[local_port]>;tag=[call_number]
      [last_To:]
      Call-ID: [call_id]
      CSeq: ${cseq} ${method}
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>`

const invite = `
  <send retrans="500"><![CDATA[
      INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "Kim" <sip:+16045550111@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:carrier@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      ${offer}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>`

const ack = inDialog('ACK', 1).replace(' retrans="500"', '')

const ok = `
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      Content-Length: 0

  ]]></send>`

const scenario = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="test">${body}\n</scenario>\n`

/** Calls and waits for the engine to hang up. */
export const callUntilHungUp = scenario(`${invite}
  <recv response="200" rrs="true"/>${ack}
  <recv request="BYE"/>${ok}`)

/** Calls, keys \`2\` as SIP INFO (application/dtmf-relay) after a second and waits for the engine to hang up. */
export const callAndKeyByInfo = scenario(`${invite}
  <recv response="200" rrs="true"/>${ack}
  <pause milliseconds="1000"/>
  <send retrans="500"><![CDATA[
      INFO [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "Kim" <sip:+16045550111@[local_ip]:[local_port]>;tag=[call_number]
      [last_To:]
      Call-ID: [call_id]
      CSeq: 2 INFO
      Max-Forwards: 70
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal=2
      Duration=160
  ]]></send>
  <recv response="200"/>
  <recv request="BYE"/>${ok}`)

/** Calls and expects a refusal. */
export const callRefusedWith = (status: number) =>
  scenario(`${invite}
  <recv response="${status}"/>${ack}`)

/** A carrier that takes one call, sends early media first, answers and waits for the engine to end it. */
export const carrierWaits = scenario(`
  <recv request="INVITE" rrs="true"/>
  <send><![CDATA[
      SIP/2.0 183 Session Progress
      [last_Via:]
      [last_From:]
      [last_To:];tag=carrier
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      Content-Type: application/sdp
      Content-Length: [len]

      ${offer}
  ]]></send>
  <pause milliseconds="500"/>
  <send retrans="500"><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=carrier
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      Content-Type: application/sdp
      Content-Length: [len]

      ${offer}
  ]]></send>
  <recv request="ACK"/>
  <recv request="BYE"/>${ok}`)

/** A carrier that refuses one call. */
export const carrierRefuses = (status: number) =>
  scenario(`
  <recv request="INVITE"/>
  <send><![CDATA[
      SIP/2.0 ${status} Refused
      [last_Via:]
      [last_From:]
      [last_To:];tag=carrier
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

  ]]></send>
  <recv request="ACK"/>`)
