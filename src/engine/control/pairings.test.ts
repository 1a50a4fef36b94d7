import { describe, expect, it } from 'vitest'
import { CODE_LIVES_MS, MAX_WRONG_TRIES, Pairings } from './pairings.ts'
import { CODE_ALPHABET, codeProblem, newCode, pairingProofs } from './pairing-proof.ts'

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':')
const OTHER = Array.from({ length: 32 }, () => 'CD').join(':')
const WRONG = 'A'.repeat(43)

function setUp() {
  let nowMs = 1_000_000
  let made = 0
  const spoilt: string[] = []
  const pairings = new Pairings({
    fingerprint: FINGERPRINT,
    nowMs: () => nowMs,
    newCode: () => newCode((below) => made++ % below),
    onSpoilt: (source) => spoilt.push(source),
  })
  /** From a source that has not tried yet. */
  let sources = 0
  const exchange = async (code: string, fingerprint = FINGERPRINT) =>
    pairings.exchange((await pairingProofs(code, fingerprint)).proof, `192.0.2.${++sources}`)
  return { pairings, spoilt, exchange, later: (ms: number) => void (nowMs += ms) }
}

describe('the code of a pairing', () => {
  it('has twelve letters and digits that nobody mistakes for each other, in groups of four', () => {
    expect(newCode((below) => below - 1)).toBe('ZZZZ-ZZZZ-ZZZZ')
    expect(newCode(() => 0)).toBe('2222-2222-2222')
    expect(new Set(CODE_ALPHABET).size).toBe(30)
    expect(CODE_ALPHABET).not.toMatch(/[01ILOU]/)
  })

  it.each([
    ['k7qm 2wxp-9rtd', undefined],
    ['K7QM-2WXP-9RT', 'A code has 12 letters and digits; this has 11.'],
    ['', 'A code has 12 letters and digits; this has 0.'],
    ['K7QM-2WXP-9RTO', 'No code has "O" in it.'],
  ])('%s as typed is judged before anything is sent', (typed, problem) => {
    expect(codeProblem(typed)).toBe(problem)
  })

  it('proves the same however it is typed, and something else for each side and each certificate', async () => {
    const one = await pairingProofs('K7QM-2WXP-9RTD', FINGERPRINT)
    expect(await pairingProofs(' k7qm2wxp 9rtd', FINGERPRINT.toLowerCase())).toEqual(one)
    expect(one.proof).not.toBe(one.confirmation)
    expect((await pairingProofs('K7QM-2WXP-9RTD', OTHER)).proof).not.toBe(one.proof)
  })
})

describe('pairing', () => {
  it('gives what was offered, once', async () => {
    const { pairings, exchange } = setUp()
    const { code } = await pairings.offer({ role: 'operate', name: 'Front desk' })
    const { confirmation } = await pairingProofs(code, FINGERPRINT)
    expect(await exchange(code)).toEqual({ ok: true, offer: { role: 'operate', name: 'Front desk' }, confirmation })
    expect(await exchange(code)).toEqual({ ok: false, why: 'over', because: 'used' })
  })

  it('refuses a proof made for the certificate of somebody in the middle', async () => {
    const { pairings, exchange } = setUp()
    const { code } = await pairings.offer({ role: 'deploy', name: undefined })
    expect(await exchange(code, OTHER)).toEqual({ ok: false, why: 'wrong' })
    expect(await exchange(code)).toMatchObject({ ok: true })
  })

  it('ends after ten minutes', async () => {
    const { pairings, exchange, later } = setUp()
    const { code } = await pairings.offer({ role: 'deploy', name: undefined })
    later(CODE_LIVES_MS)
    expect(await exchange(code)).toEqual({ ok: false, why: 'over', because: 'late' })
    const { code: next } = await pairings.offer({ role: 'deploy', name: undefined })
    later(CODE_LIVES_MS - 1)
    expect(await exchange(next)).toMatchObject({ ok: true })
    // It does not become one that was replaced.
    expect(await exchange(code)).toMatchObject({ because: 'late' })
  })

  it('ends with the next code', async () => {
    const { pairings, exchange } = setUp()
    const { code } = await pairings.offer({ role: 'deploy', name: undefined })
    await pairings.offer({ role: 'read', name: undefined })
    expect(await exchange(code)).toEqual({ ok: false, why: 'over', because: 'replaced' })
  })

  it('is spoilt by five wrong tries, whoever made them, which the engine says; four do no harm', async () => {
    const { pairings, exchange, spoilt } = setUp()
    const { code } = await pairings.offer({ role: 'deploy', name: undefined })
    for (let at = 1; at < MAX_WRONG_TRIES; at++) pairings.exchange(WRONG, `198.51.100.${at}`)
    expect(spoilt).toEqual([])
    pairings.exchange(WRONG, '198.51.100.9')
    expect(spoilt).toEqual(['198.51.100.9'])
    expect(await exchange(code)).toEqual({ ok: false, why: 'over', because: 'spoilt' })
    const { code: next } = await pairings.offer({ role: 'deploy', name: undefined })
    for (let at = 1; at < MAX_WRONG_TRIES; at++) pairings.exchange(WRONG, `203.0.113.${at}`)
    // Tries of before do not count.
    expect(await exchange(next)).toMatchObject({ ok: true })
  })

  it('answers one source ten times a minute, and another all the same', async () => {
    const { pairings, later } = setUp()
    const { code } = await pairings.offer({ role: 'deploy', name: undefined })
    const { proof } = await pairingProofs(code, FINGERPRINT)
    pairings.exchange(proof, '192.0.2.1')
    for (let at = 1; at < 10; at++) expect(pairings.exchange(proof, '192.0.2.1')).toMatchObject({ why: 'over' })
    expect(pairings.exchange(proof, '192.0.2.1')).toEqual({ ok: false, why: 'too-many' })
    expect(pairings.exchange(proof, '198.51.100.1')).toMatchObject({ why: 'over' })
    later(60_000)
    expect(pairings.exchange(proof, '192.0.2.1')).toMatchObject({ why: 'over' })
  })

  it('with nothing offered is a wrong code like any other', async () => {
    const { exchange } = setUp()
    expect(await exchange('K7QM-2WXP-9RTD')).toEqual({ ok: false, why: 'wrong' })
  })
})
