/**
 * Reads and writes a Kazoo account of 1,000 callflows with 10,000 steps, with the users, devices, boxes and menus they name.
 * Run: node bench/kazoo-import.ts
 */
import { writeKazoo } from '../src/callflow/exchange/kazoo/export.ts'
import { type KazooFile, readKazoo } from '../src/callflow/exchange/kazoo/import.ts'
import { snapshotOf } from '../src/callflow/design/snapshot.ts'
import { record } from './record.ts'

const FLOWS = 1_000
const RUNS = 7

const step = (module: string, data: object, children: object = {}) => ({ module, data, children })
const idOf = (kind: string, index: number) => `${kind}${index.toString(16).padStart(30, '0')}`
const file = (collection: string, id: string, document: object): KazooFile => ({
  path: `${collection}/${id}.json`,
  text: JSON.stringify({
    data: { id, ...document, ui_metadata: { ui: 'monster-ui', version: '5.0' } },
    status: 'success',
  }),
})

/** Ten steps each: hours, a greeting, a menu with three keys, and where they lead. */
function flowOf(index: number): object {
  const box = step('voicemail', { id: idOf('bb', index), action: 'compose' })
  const user = step('user', { id: idOf('aa', index), timeout: '20', can_call_self: false }, { _: box, USER_BUSY: box })
  const endpoints = [0, 1, 2, 3].map((next) => ({
    endpoint_type: 'user',
    id: idOf('aa', (index + next) % FLOWS),
    delay: 0,
    timeout: 20,
  }))
  const ring = step('ring_group', { name: 'Team', strategy: 'simultaneous', timeout: 20, endpoints }, { _: box })
  const menu = step('menu', { id: idOf('dd', index) }, { 1: user, 2: ring, timeout: box })
  return step(
    'temporal_route',
    { timezone: 'America/Vancouver' },
    { [idOf('ee', index % 20)]: menu, _: step('play', { id: idOf('ff', 0) }, { _: box }) },
  )
}

const files: KazooFile[] = []
for (let index = 0; index < FLOWS; index++) {
  files.push(
    file('users', idOf('aa', index), { first_name: 'User', last_name: String(index), presence_id: String(index) }),
    file('devices', idOf('ab', index), {
      name: `Phone ${index}`,
      owner_id: idOf('aa', index),
      sip: { username: `u${index}`, password: 'x'.repeat(12) },
    }),
    file('vmboxes', idOf('bb', index), { name: `Box ${index}`, mailbox: String(index), owner_id: idOf('aa', index) }),
    file('menus', idOf('dd', index), { name: `Menu ${index}`, retries: 3, timeout: 10_000, media: {} }),
    file('callflows', idOf('cc', index), {
      name: `Flow ${index}`,
      numbers: [String(10_000 + index)],
      patterns: [],
      flow: flowOf(index),
    }),
  )
}
for (let index = 0; index < 20; index++) {
  files.push(
    file('temporal_rules', idOf('ee', index), { name: `Rule ${index}`, cycle: 'weekly', wdays: ['monday', 'wensday'] }),
  )
}

const median = (times: number[]) => times.sort((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0
const importMs: number[] = []
const exportMs: number[] = []
let steps = 0
for (let run = 0; run < RUNS; run++) {
  const startMs = performance.now()
  const { documents, refused } = readKazoo(files)
  const readMs = performance.now()
  const written = writeKazoo(snapshotOf(documents))
  exportMs.push(performance.now() - readMs)
  importMs.push(readMs - startMs)
  if (refused.length > 0 || written.files.length !== files.length)
    throw new Error('the account did not come through whole')
  steps = documents.reduce(
    (sum, document) => sum + (document.kind === 'callflow' ? Object.keys(document.nodes).length : 0),
    0,
  )
}

record('kazoo-import', {
  callflows: FLOWS,
  steps,
  documents: files.length,
  megabytes: Math.round(files.reduce((sum, { text }) => sum + text.length, 0) / 1e5) / 10,
  importMs: Math.round(median(importMs)),
  firstImportMs: Math.round(Math.max(...importMs)),
  exportMs: Math.round(median(exportMs)),
})
