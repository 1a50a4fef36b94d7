import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import type { Operation } from '../../callflow/run/operation.ts'
import type { EndReason, TraceEvent } from '../../callflow/run/trace.ts'
import { type MailServer, settingsFor, startMailServer } from '../services/mail/testing/mail-server.ts'
import { wasMissed } from './missed-call.ts'
import { account, flow, type Office, openOffice } from './testing/small-office.ts'

const NUMBER = '6045550100'
/** Nobody is rung there. */
const OTHER = '6045550101'

const alert = { emails: ['desk@example.test'], userIds: ['user-1001', 'user-1002'] }

/** Calls to the number ring 1001 for 20 s, then take a message or end. */
async function officeWith(server: MailServer): Promise<Office> {
  return openOffice([
    account({ mail: settingsFor(server.port) }),
    makeDocument('user', { id: 'user-1001', name: 'Ann', extension: '1001', email: 'ann@example.test' }),
    makeDocument('user', { id: 'user-1002', name: 'Bob', extension: '1002', email: ' DESK@example.test' }),
    flow(NUMBER, { 'missed-call-alert': alert, device: { deviceId: '1001', timeoutSec: 20 } }, [
      'missed-call-alert _ device',
    ]),
    flow(OTHER, { 'missed-call-alert': alert, 'hang-up': {} }, ['missed-call-alert _ hang-up']),
  ])
}

const leaves = async (server: MailServer, count = 1) => {
  await expect.poll(() => server.received.length, { timeout: 10_000 }).toBe(count)
}

describe('a call from outside that nobody answers', () => {
  it('is told to the people and the other addresses, each once', async () => {
    const server = await startMailServer()
    const { bed, carrier, phones } = await officeWith(server)
    phones[1001].answers = undefined
    carrier.call(NUMBER)
    await bed.clock.advance(30_000)
    expect(bed.cdrs).toHaveLength(1)
    await leaves(server)
    expect(server.received[0]?.to).toEqual(['ann@example.test', 'DESK@example.test'])
    expect(server.received[0]?.source).toMatch(/^Subject: Missed call from /m)
  })
})

it('a call that somebody answered, and one from a colleague, are told to nobody', async () => {
  const server = await startMailServer()
  const { bed, carrier, phones } = await officeWith(server)
  phones[1001].answers = 200
  const call = carrier.call(NUMBER)
  await bed.clock.advance(2_000)
  expect(call.told).toEqual(['answered'])
  call.session.end()
  await bed.clock.advance(1_000)
  phones[1001].answers = undefined
  phones[1002].call(NUMBER)
  await bed.clock.advance(30_000)
  expect(bed.cdrs).toHaveLength(2)
  carrier.call(OTHER)
  await bed.clock.advance(30_000)
  expect(bed.cdrs).toHaveLength(3)
  await leaves(server)
  expect(server.received[0]?.source).toMatch(/^To: 6045550101/m) // theirs would have come first
})

describe('a call was missed', () => {
  const at = { atMs: 0, nodeId: 'node' }
  const asked = (operation: Operation): TraceEvent => ({ ...at, kind: 'operation', operation })
  const saved = (outcome: 'saved' | 'full'): TraceEvent => ({
    ...at,
    kind: 'result',
    operation: 'save-message',
    result: outcome === 'saved' ? { outcome, messageId: 'm' } : { outcome },
  })
  const ended = (reason: EndReason): TraceEvent => ({ atMs: 0, kind: 'call-ended', reason })

  it.each<[string, boolean, readonly TraceEvent[]]>([
    ['when nobody answered', true, [ended('hung-up')]],
    ['when the caller gave up', true, [ended('caller-gone')]],
    ['when the box was full', true, [saved('full'), ended('hung-up')]],
    ['unless a message was left', false, [saved('saved'), ended('left-message')]],
    ['unless somebody talked', false, [asked({ kind: 'talk' }), ended('caller-gone')]],
    ['unless a colleague picked it up', false, [ended('picked-up')]],
    ['unless it was taken from a parking slot', false, [ended('parked')]],
  ])('%s', (_name, isMissed, trace) => {
    expect(wasMissed({ trace: [...trace] })).toBe(isMissed)
  })
})
