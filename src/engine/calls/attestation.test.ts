import { describe, expect, it } from 'vitest'
import { type HeaderEntry, HeaderList } from '../sip/message/headers.ts'
import { attestationIn } from './attestation.ts'
import { flow, openOffice } from './testing/small-office.ts'

const of = (...headers: readonly HeaderEntry[]) => attestationIn(new HeaderList(headers))
const asserted = (verstat: string): HeaderEntry => ['P-Asserted-Identity', `<tel:+16045550111;verstat=${verstat}>`]
const level = (letter: string): HeaderEntry => ['P-Attestation-Indicator', letter]

describe('what a carrier says of the caller’s number (RFC 8588)', () => {
  it.each([
    ['A', [level('A')]],
    ['B', [asserted('TN-Validation-Passed'), level('b')]],
    ['C', [['X-Attestation', 'C']]],
    ['A', [['X-Attestation-Level', '"A"']]],
    ['B', [['From', '<sip:+16045550111;verstat=TN-Validation-Passed-B@x>;tag=1']]],
  ] as const)('is %s', (attestation, headers) => {
    expect(of(...headers)).toBe(attestation)
  })

  it.each([
    ['says nothing', []],
    ['says that the check failed', [asserted('TN-Validation-Failed'), level('A')]],
    ['says that nothing was checked', [asserted('No-TN-Validation'), level('A')]],
    ['says that it passed, and not how far', [asserted('TN-Validation-Passed')]],
    ['says something else', [level('D'), ['X-Attestation', 'Always']]],
  ] as const)('is nothing where it %s', (_what, headers) => {
    expect(of(...headers)).toBeUndefined()
  })
})

describe('a call with a signed identity (RFC 8224)', () => {
  const identity = `eyJhbGciOiJFUzI1NiJ9.${'e'.repeat(300)}.sig;info=<https://cert.example/a.pem>;alg=ES256;ppt=shaken`
  const signed = [level('B'), ['Identity', identity], ['Identity', 'x'.repeat(3_000)]] as const

  it('is seen with its attestation, and goes on to a carrier as it came', async () => {
    const { bed, carrier } = await openOffice([
      flow('16045550100', { 'account-carrier': { trunkId: 'trunk', number: '+16045550155' } }),
    ])
    carrier.answers = undefined
    carrier.call('16045550100', { headers: signed })
    await bed.clock.advance(1_000)
    expect(bed.switchboard.list()).toMatchObject([{ attestation: 'B' }])
    expect(bed.traced.find(({ kind }) => kind === 'call-started')).toMatchObject({ caller: { attestation: 'B' } })
    expect(carrier.called[0]?.request.headers.getAll('Identity')).toEqual([identity])
    bed.switchboard.close()
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ attestation: 'B' }])
  })

  it.each([
    ['A', '1002'],
    ['B', '1003'],
    ['', '1003'],
  ] as const)('attested %j leaves a step that asks for A towards %s', async (letter, rung) => {
    const { bed, phones, carrier } = await openOffice([
      flow(
        '16045550100',
        {
          'match-caller-id': { mode: 'attestation' },
          user: { userId: 'user-1002' },
          device: { deviceId: '1003' },
        },
        ['match-caller-id match user', 'match-caller-id nomatch device'],
      ),
    ])
    for (const id of ['1002', '1003'] as const) phones[id].answers = undefined
    carrier.call('16045550100', { headers: letter === '' ? [] : [level(letter)] })
    await bed.clock.advance(1_000)
    expect((['1002', '1003'] as const).filter((id) => phones[id].called.length > 0)).toEqual([rung])
  })

  it('of a phone is not believed, and a phone is sent none', async () => {
    const { bed, phones } = await openOffice()
    phones[1002].answers = undefined
    phones[1001].call('1002', { headers: signed })
    await bed.clock.advance(1_000)
    expect(bed.switchboard.list()).toMatchObject([{ attestation: '' }])
    expect(phones[1002].called[0]?.request.headers.get('Identity')).toBeUndefined()
  })
})
