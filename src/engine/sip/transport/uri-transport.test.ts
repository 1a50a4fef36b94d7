import { describe, expect, it } from 'vitest'
import { parseSipUri } from '../message/uri.ts'
import { resolveTarget } from './resolve-target.ts'
import { type TransportKind, transportKinds, transportNamed, transports, transportSuffix } from './transports.ts'
import { demandTransport, portOf, transportOf } from './uri-transport.ts'

describe('the transport of a URI (RFC 3263 §4.1, RFC 7118 §5)', () => {
  it.each<readonly [string, TransportKind | undefined, number]>([
    ['sip:a@b', 'udp', 5060],
    ['sip:a@b;transport=UDP', 'udp', 5060],
    ['sip:a@b;transport=tcp', 'tcp', 5060],
    ['sip:a@b;transport=tls', 'tls', 5061],
    ['sip:a@b;transport=ws', 'ws', 80],
    ['sip:a@b;transport=wss', 'wss', 443],
    ['sips:a@b', 'tls', 5061],
    ['sips:a@b;transport=tcp', 'tls', 5061],
    ['sips:a@b;transport=tls', 'tls', 5061],
    ['sips:a@b;transport=ws', 'wss', 443],
    ['sips:a@b;transport=udp', undefined, 0],
    ['sip:a@b;transport=sctp', undefined, 0],
    ['sip:a@b;transport', undefined, 0],
    ['sip:a@b;transport=toString', undefined, 0],
  ])('%s: %s', (text, kind, port) => {
    const uri = parseSipUri(text)
    expect(transportOf(uri)).toBe(kind)
    expect(kind === undefined ? 0 : portOf(uri, demandTransport(uri, 'Contact'))).toBe(port)
  })

  it('is the one given where it says nothing, but never less than TLS for sips', () => {
    expect(transportOf(parseSipUri('sip:a@b'), 'tcp')).toBe('tcp')
    expect(transportOf(parseSipUri('sips:a@b'), 'tcp')).toBe('tls')
  })

  it.each([
    ['sip:a@b;transport=sctp', 'transport "sctp" of Contact is not UDP, TCP, TLS, WS or WSS'],
    ['sips:a@b;transport=udp', 'Contact is sips, which transport "udp" cannot carry'],
  ])('%s is refused in words', (text, words) => {
    expect(() => demandTransport(parseSipUri(text), 'Contact')).toThrow(words)
  })

  it('is said in our own as it is read', () => {
    for (const kind of transportKinds) {
      const scheme = transports[kind].isSecure ? 'sips' : 'sip'
      expect(transportOf(parseSipUri(`${scheme}:a@b${transportSuffix(kind)}`))).toBe(kind)
      expect(transportNamed(transports[kind].viaName)).toBe(kind)
    }
    expect([transportNamed('SCTP'), transportNamed('udp')]).toEqual([undefined, undefined])
  })
})

describe('where a URI leads', () => {
  const sent: TransportKind[] = ['udp', 'tcp', 'ws']
  const locate = (uri: string) =>
    resolveTarget(uri, {
      fallback: 'tcp',
      canSend: (kind) => sent.includes(kind),
      addressOf: () => Promise.reject(new Error('asked for a name')),
    })

  it('is its address, its port or that of its transport', async () => {
    expect(await locate('sip:a@10.0.0.1')).toEqual({ transport: 'tcp', address: '10.0.0.1', port: 5060 })
    expect(await locate('sip:a@b;maddr=10.0.0.2;transport=udp')).toEqual({
      transport: 'udp',
      address: '10.0.0.2',
      port: 5060,
    })
  })

  it.each([
    ['sips:a@10.0.0.1', 'no TLS for sips:a@10.0.0.1', 416],
    ['sips:a@name.example', 'no TLS for sips:a@name.example', 416],
    ['sip:a@10.0.0.1;transport=tls', 'no TLS for sip:a@10.0.0.1;transport=tls', 400],
    [
      'sip:a@10.0.0.1;transport=ws',
      'nobody can be called by WS who has not connected: sip:a@10.0.0.1;transport=ws',
      400,
    ],
    ['sip:a@10.0.0.1;transport=sctp', 'of sip:a@10.0.0.1;transport=sctp is not UDP, TCP, TLS, WS or WSS', 400],
  ])('%s is refused, before a name is asked for', async (uri, words, sipStatus) => {
    await expect(locate(uri)).rejects.toMatchObject({ message: expect.stringContaining(words) as string, sipStatus })
  })
})
