import { createHash } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { drawFlow } from '../../callflow/rehearse/small-design.ts'
import { CallBed, passwordOf } from './testing/call-bed.ts'

const sha256 = createHash('sha256').update('silence').digest('hex')
const about = { sipUsername: '1001', sipPassword: passwordOf('1001') }

async function bedWith(account: { readonly recordAllCalls?: boolean } = {}) {
  const flow = drawFlow({
    id: 'line',
    numbers: ['8000'],
    nodes: { 'play-media': { mediaId: 'sound' }, sleep: { durationSec: 60 } },
    wires: ['play-media _ sleep'],
  })
  const documents = [
    makeDocument('account', { id: 'account', name: 'Company', sipRealm: 'bed.test', ...account }),
    makeDocument('user', { id: 'user', name: 'Kim', extension: '1001' }),
    makeDocument('device', { id: 'desk', name: 'Desk', ownerId: 'user', ...about }),
    makeDocument('media', { id: 'sound', name: 'Sound', sha256 }),
    flow,
  ]
  const bed = await new CallBed(documents, 10).start()
  onTestFinished(() => bed.close())
  return { bed, phone: await bed.party('192.0.2.11', '1001') }
}

it('a call that goes on to another step says so, once for each', async () => {
  const { bed, phone } = await bedWith()
  const steps: (string | null)[] = []
  bed.onChanged = (call) => {
    const { nodeId } = call.view()
    if (steps.at(-1) !== nodeId) steps.push(nodeId)
  }
  phone.call('8000')
  await bed.clock.advance(10_000)
  expect(steps).toEqual([null, 'play-media', 'sleep'])
})

it('given "record every call" and a recording that cannot be made, then the call says so, and so does the log', async () => {
  const { bed, phone } = await bedWith({ recordAllCalls: true })
  bed.media.recordJoined = () => {
    throw new Error('no such folder')
  }
  const outcomes: unknown[] = []
  bed.onTrace = (event) => {
    if (event.kind === 'result' && event.operation === 'start-recording') outcomes.push(event.result)
  }
  const { told } = phone.call('8000')
  await bed.clock.advance(10_000)
  expect(told).toEqual(['answered'])
  expect(outcomes).toEqual([{ outcome: 'failed' }])
  expect(bed.errors).toMatchObject([{ err: new Error('no such folder') }])
})
