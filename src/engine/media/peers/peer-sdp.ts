import type { PeerDescription } from './peer-messages.ts'

/** What the other end said of ICE and DTLS, as libdatachannel reads it; codecs mean nothing there, packets pass as they are. */
export function remoteSdp({ remote, role }: Pick<PeerDescription, 'remote' | 'role'>): string {
  return `${[
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 0',
    'c=IN IP4 0.0.0.0',
    'a=rtpmap:0 PCMU/8000',
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    `a=ice-ufrag:${remote.ufrag}`,
    `a=ice-pwd:${remote.pwd}`,
    `a=fingerprint:sha-256 ${remote.fingerprint}`,
    `a=setup:${role === 'active' ? 'passive' : 'active'}`,
    ...remote.candidates.map((candidate) => `a=candidate:${candidate}`),
    'a=end-of-candidates',
  ].join('\r\n')}\r\n`
}
