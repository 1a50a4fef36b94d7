import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Device, type Document, makeDocument } from '../../callflow/design/document.ts'
import { sampleDesign } from '../../callflow/design/sample.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import type { ListenPoint } from '../sip/user-agent.ts'
import { originOf, PhoneDoor, type PhoneFetch, type PhoneVisit } from './phone-door.ts'

const token = 'abcdefghjkmnpqrstvwxyz23'
const otherToken = '23456789abcdefghjkmnpqrs'
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const sample = sampleDesign({ sipPassword: (extension) => `secret-of-${extension}` })

function phone(id: string, change: Partial<Device>): Device {
  const found = sample.find((each) => each.id === id)
  if (found?.kind !== 'device') throw new Error(`the sample has no phone ${id}`)
  return { ...found, provisioning: true, phoneMaker: 'yealink', ...change }
}

const alex = phone('device-1001', { macAddress: '001565aabbcc', provisioningTokenHash: hashOf(token) })
const blair = phone('device-1002', { macAddress: '001565ddeeff', provisioningTokenHash: hashOf(otherToken) })

interface Given {
  readonly documents?: readonly Document[]
  readonly listenPoints?: readonly Partial<ListenPoint>[]
}

function setting({ documents = [], listenPoints }: Given = {}) {
  const told: PhoneFetch[] = []
  const clock = { nowMs: 0 }
  const points = listenPoints ?? [{ transport: 'udp', host: '0.0.0.0', port: 5060 }]
  const design = snapshotOf([...sample, alex, blair, ...documents])
  const door = new PhoneDoor({
    design: () => design,
    listenPoints: () => points as readonly ListenPoint[],
    wallMs: () => Date.UTC(2026, 5, 1),
    nowMs: () => clock.nowMs,
    onFetched: (fetch) => told.push(fetch),
  })
  const ask = (path: string, change: Partial<PhoneVisit> = {}) =>
    door.answer({
      method: 'GET',
      path,
      userAgent: 'Yealink SIP-T46U 108.86.0.90 00:15:65:aa:bb:cc',
      source: '192.0.2.77',
      localAddress: '192.0.2.10',
      origin: 'http://192.0.2.10:8090',
      ...change,
    })
  return { ask, told, clock, design }
}

describe('a phone that fetches its settings', () => {
  it('gets the file under its secret and its MAC address, in whatever letters', () => {
    const { ask } = setting()
    for (const name of ['001565aabbcc.cfg', '001565AABBCC.cfg']) {
      const { status, file } = ask(`/phones/${token}/${name}`)
      expect([status, file?.name]).toEqual([200, '001565aabbcc.cfg'])
      expect(file?.text).toContain('account.1.password = secret-of-1001\n')
      expect(file?.text).toContain('account.1.sip_server.1.address = 192.0.2.10\n')
      expect(file?.text).toContain(`static.auto_provision.server.url = http://192.0.2.10:8090/phones/${token}/\n`)
    }
    expect(ask(`/phones/${token}//001565aabbcc.cfg`).status).toBe(200)
    expect(ask(`/phones/${token}/phonebook.xml`).file?.text).toContain('<Name>Blair Okafor</Name>')
  })

  it('is told where we listen, unless that is everywhere', () => {
    const listenPoints = [
      { transport: 'tcp', host: '198.51.100.1', port: 5070 },
      { transport: 'udp', host: '198.51.100.7', port: 5071 },
      { transport: 'udp', host: '198.51.100.8', port: 5072 },
    ] as const
    const { ask } = setting({ listenPoints })
    const server = (localAddress: string) =>
      /sip_server\.1\.address = (\S+)\naccount\.1\.sip_server\.1\.port = (\d+)/
        .exec(ask(`/phones/${token}/001565aabbcc.cfg`, { localAddress }).file?.text ?? '')
        ?.slice(1)
    expect(server('192.0.2.10')).toEqual(['198.51.100.7', '5071'])
    expect(server('198.51.100.8')).toEqual(['198.51.100.8', '5072'])
  })

  it('is noted, with what it says it is', () => {
    const { ask, told } = setting()
    ask(`/phones/${token}/001565aabbcc.cfg`)
    ask(`/phones/${token}/001565aabbcc.cfg`, { method: 'HEAD' })
    ask(`/phones/${token}/phonebook.xml`, { userAgent: `Grandstream GRP2614\n${'x'.repeat(500)}` })
    expect(told).toEqual([
      {
        deviceId: 'device-1001',
        fetchedMs: Date.UTC(2026, 5, 1),
        file: '001565aabbcc.cfg',
        userAgent: 'Yealink SIP-T46U 108.86.0.90 00:15:65:aa:bb:cc',
        source: '192.0.2.77',
        problem: null,
      },
      expect.objectContaining({
        file: 'phonebook.xml',
        problem: 'it says that it is of Grandstream, and gets a file for Yealink',
      }),
    ])
    expect(told[1]?.userAgent).toHaveLength(200)
  })

  it('that cannot be told where to register gets nothing, and the reason is noted', () => {
    const { ask, told } = setting({ documents: [{ ...alex, sipTransport: 'tls' }] })
    expect(ask(`/phones/${token}/001565aabbcc.cfg`)).toEqual({ status: 503 })
    expect(told.map(({ problem }) => problem)).toEqual(['the engine does not listen for TLS'])
  })

  it('whose password would break its file gets nothing, and the reason is noted', () => {
    const { ask, told } = setting({ documents: [{ ...alex, sipPassword: 'a\naccount.2.enable = 1' }] })
    expect(ask(`/phones/${token}/001565aabbcc.cfg`)).toEqual({ status: 503 })
    expect(told.map(({ problem }) => problem)).toEqual(['The SIP password holds a line end or a space at its edge.'])
  })
})

describe('whoever is not let in', () => {
  it.each([
    ['a wrong secret', `/phones/${'x'.repeat(24)}/001565aabbcc.cfg`, {}],
    ['a secret that another phone has', `/phones/${otherToken}/001565aabbcc.cfg`, {}],
    ['the file of another phone', `/phones/${token}/001565ddeeff.cfg`, {}],
    ['a MAC address that nobody has', `/phones/${token}/001565ffffff.cfg`, {}],
    ['a file that there is none of', `/phones/${token}/firmware.rom`, {}],
    ['no file', `/phones/${token}/`, {}],
    ['another folder', `/phones/${token}/../${token}/001565aabbcc.cfg`, {}],
    ['a secret in capitals', `/phones/${token.toUpperCase()}/001565aabbcc.cfg`, {}],
    ['no secret', '/phones//001565aabbcc.cfg', {}],
    ['something else', '/', {}],
    ['an upload', `/phones/${token}/001565aabbcc.cfg`, { method: 'PUT' }],
  ] satisfies [string, string, Partial<PhoneVisit>][])('with %s is told 404 and nothing more', (_, path, change) => {
    const { ask, told } = setting()
    expect(ask(path, change)).toEqual({ status: 404 })
    expect(told).toEqual([])
  })

  it.each([
    ['is switched off', { enabled: false }],
    ['does not fetch its settings', { provisioning: false }],
    ['was never given an address', { provisioningTokenHash: '' }],
    ['has no maker', { phoneMaker: '' }],
  ] satisfies [string, Partial<Device>][])('for a phone that %s is told 404', (_, change) => {
    const { ask } = setting({ documents: [{ ...alex, ...change }] })
    expect(ask(`/phones/${token}/001565aabbcc.cfg`)).toEqual({ status: 404 })
  })

  it('for a phone whose owner is switched off is told 404', () => {
    const owner = sample.find(({ id }) => id === 'user-1001')
    const { ask } = setting({ documents: owner?.kind === 'user' ? [{ ...owner, enabled: false }] : [] })
    expect(ask(`/phones/${token}/001565aabbcc.cfg`).status).toBe(404)
  })

  it('many times a minute is told 429; who comes from elsewhere, and who is right, gets in', () => {
    const { ask, clock } = setting()
    const guess = (n: number, source = '192.0.2.77') =>
      ask(`/phones/${String(n).padStart(24, 'x')}/001565aabbcc.cfg`, { source }).status
    const statuses = Array.from({ length: 22 }, (_, n) => guess(n))
    expect(statuses).toEqual([...Array<number>(20).fill(404), 429, 429])
    expect(guess(99, '198.51.100.1')).toBe(404)
    expect(ask(`/phones/${token}/001565aabbcc.cfg`).status).toBe(200)
    clock.nowMs = 60_001
    expect(guess(100)).toBe(404)
  })

  it('asking for other phones’ files with a secret of their own is counted too', () => {
    const { ask } = setting()
    const statuses = Array.from(
      { length: 21 },
      (_, n) => ask(`/phones/${token}/001565${String(n).padStart(6, 'a')}.cfg`).status,
    )
    expect(statuses.at(-1)).toBe(429)
  })

  it('is not counted for files that all phones of a model ask for', () => {
    const { ask } = setting()
    const statuses = Array.from({ length: 40 }, (_, n) => ask(`/phones/${token}/y0000000001${10 + n}.cfg`).status)
    expect(new Set(statuses)).toEqual(new Set([404]))
    expect(ask(`/phones/${token}/000000000000.cfg`).status).toBe(404)
    expect(ask(`/phones/${'x'.repeat(24)}/a.cfg`).status).toBe(404)
  })

  it('with the right secret, over and over, is told 429', () => {
    const { ask } = setting()
    const statuses = Array.from({ length: 121 }, () => ask(`/phones/${token}/001565aabbcc.cfg`).status)
    expect([statuses[119], statuses[120]]).toEqual([200, 429])
    expect(ask(`/phones/${otherToken}/001565ddeeff.cfg`).status).toBe(200)
  })
})

describe('Linphone', () => {
  it('gets its file by its secret alone', () => {
    const softphone = makeDocument('device', {
      id: 'soft',
      name: 'Mobile',
      type: 'softphone',
      provisioning: true,
      phoneMaker: 'linphone',
      sipUsername: 'mobile',
      sipPassword: 'secret-of-mobile',
      provisioningTokenHash: hashOf('softphonesecret24'),
    })
    const { ask } = setting({ documents: [softphone] })
    const { status, file } = ask('/phones/softphonesecret24/linphone.xml', { userAgent: 'LinphoneAndroid/5.2.5' })
    expect(status).toBe(200)
    expect(file?.text).toContain('>secret-of-mobile<')
  })
})

describe('where a phone is told to come again', () => {
  it('is what it asked for, or our address where that is nothing to ask for', () => {
    const local = { address: '2001:db8::1', port: 8090 }
    expect([
      originOf('http', 'pbx.example:8090', local),
      originOf('https', '[2001:db8::5]:443', local),
      originOf('http', undefined, local),
      originOf('http', 'a"><x', local),
      originOf('http', 'user@evil.example', local),
    ]).toEqual([
      'http://pbx.example:8090',
      'https://[2001:db8::5]:443',
      'http://[2001:db8::1]:8090',
      'http://[2001:db8::1]:8090',
      'http://[2001:db8::1]:8090',
    ])
  })
})
