import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { spokenLanguages } from './spoken-languages.ts'

const design = (account: string, own: string) =>
  snapshotOf([
    makeDocument('account', { id: 'account', name: 'Test', language: account }),
    makeDocument('user', { id: 'u', name: 'Uwe', language: own }),
  ])
const inside = { name: '', number: '', origin: { kind: 'device', deviceId: 'd', userId: 'u' } } as const
const outside = { name: '', number: '', origin: { kind: 'trunk' } } as const

describe('in which languages a call is spoken to (B1 Language)', () => {
  it("is first the step's, then the caller's own, then the account's, then English, of each the country before the language", () => {
    const asked = { design: design('es-MX', 'de_AT'), caller: inside, language: 'FR-ca' }
    expect(spokenLanguages(asked)).toEqual(['fr-ca', 'fr', 'de-at', 'de', 'es-mx', 'es', 'en'])
  })

  it('is not what a colleague chose for themselves when somebody from outside calls', () => {
    expect(spokenLanguages({ design: design('es', 'de'), caller: outside, language: '' })).toEqual(['es', 'en'])
  })

  it('names nothing twice and leads out of no folder', () => {
    expect(spokenLanguages({ design: design('en', ''), caller: inside, language: '../../etc' })).toEqual(['etc', 'en'])
  })
})
