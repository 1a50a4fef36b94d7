import { callflow, flowNode } from '../src/callflow/design/kinds/routing.ts'
import { type Callflow, makeDocument } from '../src/callflow/design/document.ts'
import { step } from '../src/callflow/design/extension.ts'
import { patchesBetween } from '../src/callflow/design/edit/between.ts'
import { testHost } from '../src/main/web/test-host.ts'

/** One keystroke in the label of a step, in a flow of 1,000 steps: how often the flow is parsed, and how long the answer takes, with a second page that follows. */
let parses = 0
let nodeParses = 0
for (const [schema, count] of [
  [callflow, () => parses++],
  [flowNode, () => nodeParses++],
] as const) {
  const { _zod: internals } = schema
  const run = internals.run.bind(internals)
  internals.run = (...args) => {
    count()
    return run(...args)
  }
}

const STEPS = 1_000
const nodes = Array.from({ length: STEPS }, (_, at) =>
  step(`n${at}`, 'play-media', { mediaId: null }, { x: (at % 20) * 240, y: Math.floor(at / 20) * 120 }),
)
const wires = nodes.slice(1).map(({ id }, at) => ({ from: `n${at}`, branch: '_', to: id }))
let flow: Callflow = makeDocument('callflow', {
  id: 'big',
  name: 'Big',
  entry: 'n0',
  nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
  wires,
})

const host = await testHost()
const { client } = await host.connect()
const other = await host.connect()
let seen = 0
void (async () => {
  for await (const event of await other.client.events()) if (event.kind === 'changed') seen++
})().catch(() => undefined)
const { designId } = await client.design.info()
await client.documents.edit({ designId, label: 'Add', base: {}, patches: patchesBetween(undefined, flow) })

const times: number[] = []
const KEYS = 60
for (let key = 0; key < KEYS; key++) {
  const node = flow.nodes['n500']
  if (!node) throw new Error('no such step')
  const typed = { ...flow, nodes: { ...flow.nodes, n500: { ...node, label: 'x'.repeat(key + 1) } } }
  if (key === 10) parses = nodeParses = 0
  const begin = performance.now()
  const patches = patchesBetween(flow, typed)
  const base = { big: key + 1 }
  await client.documents.edit({ designId, label: 'Rename step', base, patches, mergeKey: 'label:big:n500' })
  times.push(performance.now() - begin)
  flow = typed
}
const sorted = times.slice(10).sort((a, b) => a - b)
console.log(
  JSON.stringify({
    medianMs: Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)),
    p95Ms: Number((sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)),
    parsesPerKey: parses / (KEYS - 10),
    nodeParsesPerKey: nodeParses / (KEYS - 10),
    seen,
  }),
)
await host[Symbol.asyncDispose]()
process.exit(0)
