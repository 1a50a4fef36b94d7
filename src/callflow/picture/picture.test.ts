import { describe, expect, it } from 'vitest'
import { type Callflow, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { flowSvg } from './flow-svg.ts'
import { flowTree } from './flow-tree.ts'

const at = (y: number) => ({ version: 1, label: '', disabled: false, position: { x: 0, y } })
const flow: Callflow = makeDocument('callflow', {
  id: 'main',
  name: 'Main <line>',
  numbers: ['8000'],
  entry: 'menu',
  nodes: {
    menu: { id: 'menu', type: 'menu', settings: { menuId: 'm' }, ...at(0) },
    box: { id: 'box', type: 'voicemail', settings: { mailboxId: 'b' }, ...at(170) },
    odd: { id: 'odd', type: 'hologram', settings: {}, ...at(340) },
  },
  wires: [
    { from: 'menu', branch: '_', to: 'menu' },
    { from: 'menu', branch: '1', to: 'box' },
  ],
})
const design = snapshotOf([
  flow,
  makeDocument('menu', { id: 'm', name: 'Greeting' }),
  makeDocument('mailbox', { id: 'b', name: 'General & co' }),
])

describe('a callflow as a tree', () => {
  it('has a line a step, keys before the default, and does not repeat a step', () => {
    expect(flowTree(flow, design)).toBe(
      [
        'Main <line> (8000)',
        '  Menu · Greeting',
        '    1: Voicemail · General & co',
        '    Otherwise: -> Menu (above)',
        '  (1 step is not reached)',
      ].join('\n'),
    )
  })
})

describe('a callflow as a picture', () => {
  it('draws every step and wire and escapes what people typed', () => {
    const svg = flowSvg(flow, design)
    expect(svg.match(/<path /g)).toHaveLength(3)
    expect(svg.match(/<rect /g)).toHaveLength(5)
    expect(svg).toContain('Main &lt;line&gt;')
    expect(svg).toContain('General &amp; co')
    expect(svg).not.toContain('<line>')
  })
})
