import { type Callflow, makeDocument } from '../../../callflow/design/document.ts'

/** A flow for tests: `a>b`, `a:1>c`; the first step named is the entry; steps stand 200 px below each other. */
export function drawn(...wires: string[]): Callflow {
  const ids: string[] = []
  const parsed = wires.map((text) => {
    const [source = '', to = ''] = text.split('>')
    const [from = '', branch = '_'] = source.split(':')
    for (const id of [from, to]) if (id !== '' && !ids.includes(id)) ids.push(id)
    return { from, branch, to }
  })
  return makeDocument('callflow', {
    id: 'flow',
    name: 'Main line',
    entry: ids[0] ?? null,
    nodes: Object.fromEntries(
      ids.map((id, row) => [
        id,
        { id, type: 'play', version: 1, label: '', disabled: false, settings: {}, position: { x: 0, y: row * 200 } },
      ]),
    ),
    wires: parsed.filter(({ to }) => to !== ''),
  })
}

/** The wires back in the same notation, sorted. */
export const wiring = (flow: Callflow): readonly string[] =>
  flow.wires.map(({ from, branch, to }) => `${from}${branch === '_' ? '' : `:${branch}`}>${to}`).sort()
