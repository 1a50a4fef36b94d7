import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { account, expectNothingHeld, flow, openOffice } from './testing/small-office.ts'
import { namedInHeader } from './telephone-uri.ts'

const OURS = '+16045550100'
const number = makeDocument('phone-number', { id: 'did', name: 'Main', number: OURS, inboundNameLookup: true })
const rings = { ...flow('2200', { device: { deviceId: '1001', timeoutSec: 20 } }), numbers: [OURS] }
/** What the simulated carrier calls from. */
const CALLER = '+16045550111'

async function namesServer(body: string) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  return { url: `http://127.0.0.1:${port}/`, asked }
}

const office = (fields: Parameters<typeof account>[0], more: Parameters<typeof openOffice>[0] = []) =>
  openOffice([account({ country: 'CA', ...fields }), number, rings, ...more])

it('a caller from outside is shown by the name of the list, in the live view and the history too', async () => {
  const list = makeDocument('number-list', {
    id: 'book',
    name: 'Phone book',
    entries: [{ match: 'number', value: CALLER, label: 'Jamie Rivera' }],
  })
  const of = await office({ nameListId: 'book' }, [list])
  of.carrier.call('16045550100')
  await of.bed.clock.advance(1_000)
  expect(namedInHeader(of.phones[1001].called[0]?.request.headers.get('From'))?.name).toBe('Jamie Rivera')
  expect(of.bed.switchboard.list()).toMatchObject([{ callerName: 'Jamie Rivera', callerNumber: CALLER }])
  await expectNothingHeld(of)
  expect(of.bed.cdrs).toMatchObject([{ callerName: 'Jamie Rivera' }])
})

it('and by what the web address answers, which is asked once', async () => {
  const server = await namesServer('{"name":"Jamie Rivera"}')
  const of = await office({ nameLookupUrl: server.url })
  for (const count of [1, 2]) {
    of.carrier.call('16045550100')
    await of.bed.clock.advance(500)
    await expect
      .poll(async () => {
        await of.bed.clock.advance(100)
        return of.phones[1001].called.length
      })
      .toBe(count)
  }
  expect(server.asked).toEqual([`/?number=${encodeURIComponent(CALLER)}`])
  expect(namedInHeader(of.phones[1001].called[1]?.request.headers.get('From'))?.name).toBe('Jamie Rivera')
  await expectNothingHeld(of)
})

it('nothing is looked up for who calls back whoever called for help', async () => {
  const server = await namesServer('Jamie')
  const nobody = { name: '', number: '' }
  const helps = { internal: nobody, external: nobody, emergency: { name: 'Office', number: OURS } }
  const of = await office({ nameLookupUrl: server.url, callerIds: helps })
  const help = of.phones[1001].call('911')
  await of.bed.clock.advance(1_000)
  help.session.end()
  await of.bed.clock.advance(1_000)
  of.carrier.call('16045550100')
  await of.bed.clock.advance(1_000)
  expect([of.phones[1001].called.length, server.asked]).toEqual([1, []])
  await expectNothingHeld(of)
})
