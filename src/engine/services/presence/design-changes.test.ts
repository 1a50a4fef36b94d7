import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf, withDocuments } from '../../../callflow/design/snapshot.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { keptInMemory } from './testing/kept-in-memory.ts'
import { ENGINE, lampDesign, lampOffice, PHONES, subscribe } from './testing/lamp-office.ts'

/** A lamp of the extension 1001, and what it is told when another design runs. */
async function deployed(design: typeof lampDesign, mayStay = true) {
  let active = lampDesign
  const office = await lampOffice(keptInMemory(), new SimClock(), () => active)
  office.network.inject(subscribe(0), { transport: 'udp', address: PHONES, port: 5060 }, ENGINE)
  await office.clock.advance(2_000)
  active = design
  office.presence.designChanged(() => mayStay)
  await office.clock.advance(2_000)
  const { told, presence } = office
  return { told: told.slice(1).map(({ headers, body }) => [headers.get('Subscription-State'), body !== '']), presence }
}

describe('lamps when another design runs', () => {
  it('go on, and are told nothing where nothing is different', async () => {
    const { told, presence } = await deployed(withDocuments(lampDesign, []))
    expect([told, presence.subscriptions]).toEqual([[], 1])
  })

  it('end with their person', async () => {
    const left = snapshotOf([...lampDesign.documents()].filter(({ id }) => id !== 'ann'))
    const { told, presence } = await deployed(left)
    expect([told, presence.subscriptions]).toEqual([[['terminated;reason=noresource', false]], 0])
  })

  it('end without a state for a phone that has another password, or is no longer there', async () => {
    const other = await deployed(lampDesign, false)
    const disabled = makeDocument('device', {
      id: 'd0',
      name: 'd0',
      sipUsername: 'd0',
      sipPassword: 'x',
      enabled: false,
    })
    const gone = await deployed(withDocuments(lampDesign, [disabled]))
    for (const { told, presence } of [other, gone])
      expect([told, presence.subscriptions]).toEqual([[['terminated;reason=deactivated', false]], 0])
  })
})
