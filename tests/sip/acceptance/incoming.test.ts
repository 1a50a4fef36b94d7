import { describe, expect, it } from 'vitest'
import { type Blacklist, makeDocument } from '../../../src/callflow/design/document.ts'
import type { DialOptions } from '../../harness/soft-phone.ts'
import { acceptanceOffice, CARRIER, company, device, hearEachOther, neverRang, oneStep, talk } from './office.ts'

const DID = '+16045550101'
const own = [
  ...company(),
  device('1001'),
  oneStep(['1001', DID], 'device', { deviceId: 'device-1001', timeoutSec: 20 }),
]

/** Calls that a carrier brings to a number of ours. */
describe('acceptance: incoming calls', () => {
  const office = acceptanceOffice(['1001'], own)
  const a = () => office.phone('1001')
  const from = (number: string, displayName?: string): NonNullable<DialOptions['from']> => ({
    uri: `sip:${number}@${CARRIER}`,
    ...(displayName === undefined ? {} : { displayName }),
  })
  const blocking = (fields: Partial<Blacklist>) =>
    office.use([
      ...company({ activeBlacklistIds: ['list'] }),
      makeDocument('blacklist', { id: 'list', name: 'Nobody', blockAnonymous: true, ...fields }),
    ])

  async function passes(about: DialOptions): Promise<void> {
    const attempt = office.carrier.attempt(DID, about)
    const ringing = await Promise.race([a().nextRing(), attempt.status])
    expect(ringing).toBeTypeOf('object')
    await attempt.giveUp()
  }

  async function isRefused(about: DialOptions): Promise<void> {
    const before = a().rungTimes
    expect(await office.carrier.attempt(DID, about).status).toBe(433)
    neverRang(a(), before)
  }

  it('67. [Incoming/Call] given a DID on A, when the carrier calls it, then A rings with two-way audio', async () => {
    await office.use([])
    const [calling, called] = await talk(office.carrier, a(), DID)
    await hearEachOther([calling, 'carrier'], [called, '1001'])
  })

  it('68. [Incoming/Anonymous/PassCall] given blocking off, then a private call passes', async () => {
    await office.use([])
    await passes({ from: from('anonymous'), headers: [['Privacy', 'id']] })
  })

  it('69. [Incoming/Anonymous/PassCallWithCallerId] given blocking on, then a call with a number passes', async () => {
    await blocking({})
    await passes({ from: from('+14155550123', 'Kim') })
  })

  it('70. [Incoming/Anonymous/PassEmptyCidName] given name checks on, then an empty name passes', async () => {
    await blocking({ withholdingNames: true })
    await passes({ from: from('+14155550123') })
    await passes({ from: from('+14155550123', '') })
  })

  it.each(['anonymou', 'restricte', 'unknown'])(
    '71. [Incoming/Anonymous/PassNonAnonymousCids] given name and number checks on, then near-miss words and real numbers pass: %s',
    async (word) => {
      await blocking({ withholdingNames: true, placeholderNumbers: true })
      await passes({ from: from('+14155550123', word) })
    },
  )

  it('72. [Incoming/Anonymous/BlockPID] and [BlockRPID] given blocking on, then privacy by PID or RPID headers is refused', async () => {
    await blocking({})
    const asserted = ['P-Asserted-Identity', `<sip:+14155550123@${CARRIER}>`] as const
    await isRefused({ from: from('+14155550123'), headers: [asserted, ['Privacy', 'id']] })
    const remote = `<sip:+14155550123@${CARRIER}>;party=calling;privacy=full`
    await isRefused({ from: from('+14155550123'), headers: [['Remote-Party-ID', remote]] })
  })

  it('73. [Incoming/Anonymous/BlockZeroCID] given blocking on, then caller 00000 is refused, [BlockFsDefault] and so is the default all-zero caller', async () => {
    await blocking({ placeholderNumbers: true })
    await isRefused({ from: from('00000') })
    await isRefused({ from: from('0000000000') })
  })

  it.each(['anonymous', 'restricted'])(
    '74. [Incoming/Anonymous/BlockAnonymousCidNames] given name checks on, then such names in any case are refused: %s',
    async (word) => {
      await blocking({ withholdingNames: true })
      for (const name of [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`])
        await isRefused({ from: from('+14155550123', name) })
    },
  )

  it.each(['anonymous', 'restricted'])(
    '75. [Incoming/Anonymous/BlockAnonymousCidNumbers] given number checks on, then such numbers in any case are refused: %s',
    async (word) => {
      await blocking({ placeholderNumbers: true })
      for (const number of [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`])
        await isRefused({ from: from(number, 'Kim') })
    },
  )
})
