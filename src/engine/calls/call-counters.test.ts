import { expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { callCounters } from './call-counters.ts'
import { type CallFrom, CallShares } from './call-shares.ts'

it('shows every limit that refused a call under a name of its own', () => {
  const shares = new CallShares({ maxCalls: 8 })
  const from = (trunk: string, channels: number, address: string): CallFrom => ({
    kind: 'trunk',
    trunk: makeDocument('trunk', { id: trunk, name: trunk, channels }),
    address,
  })
  const desk = makeDocument('device', { id: 'desk', name: 'Desk', callsAtOnce: 1 })
  const come = (who: CallFrom, times: number, what: 'rings' | 'answered' | 'talks') => {
    for (let count = 0; count < times; count++) {
      const share = shares.comeIn(who)
      if (share.kind === 'refused') continue
      if (what !== 'rings') share.answered()
      if (what === 'talks') share.acknowledged()
    }
  }
  come(from('a', 3, '198.51.100.1'), 2, 'rings') // two in set-up are a quarter
  come(from('a', 3, '198.51.100.1'), 1, 'rings')
  come(from('b', 1, '198.51.100.2'), 3, 'talks') // its one channel, then two refused
  come(from('c', 0, '198.51.100.3'), 5, 'talks') // three up to the share of trunks, then two
  come({ kind: 'device', device: desk, address: '192.0.2.1' }, 5, 'talks')
  come(from('d', 0, '198.51.100.4'), 1, 'answered')
  expect(callCounters(shares)).toEqual({
    callsInSetup: 2,
    callsUnacknowledged: 0,
    callsRefusedSourceInSetup: 1,
    callsRefusedTrunkFull: 2,
    callsRefusedTrunksShareFull: 3,
    callsRefusedDeviceFull: 4,
    callsRefusedEngineFull: 0,
    callsRefusedSourceUnacknowledged: 0,
  })
  const phones = (count: number) => makeDocument('device', { id: `phone-${count}`, name: 'Phone' })
  for (let count = 0; count < 7; count++)
    come({ kind: 'device', device: phones(count), address: '192.0.2.9' }, 1, 'talks')
  const acknowledging = new CallShares({ maxCalls: 20 })
  for (let count = 0; count < 8; count++) {
    const share = acknowledging.comeIn(from('e', 0, '198.51.100.5'))
    if (share.kind === 'held') share.answered()
  }
  expect(callCounters(shares)).toMatchObject({ callsRefusedEngineFull: 6 })
  expect(callCounters(acknowledging)).toMatchObject({ callsUnacknowledged: 2, callsRefusedSourceUnacknowledged: 6 })
})
