import { describe, expect, it } from 'vitest'
import { copySteps, pasteSteps, readClip } from './clipboard.ts'
import { drawn, wiring } from './fixture.ts'

const ids = () => {
  let next = 0
  return () => `new${++next}`
}

describe('copying and pasting steps', () => {
  it('takes along the wires among the steps and no others', () => {
    const flow = drawn('a>b', 'b>c')
    const clip = copySteps(flow, new Set(['b', 'c']))
    expect(clip?.wires).toEqual([{ from: 'b', branch: '_', to: 'c' }])
  })

  it('survives the clipboard and comes back under new ids', () => {
    const flow = drawn('a>b', 'b>c')
    const read = readClip(JSON.stringify(copySteps(flow, new Set(['b', 'c']))))
    if (!read.ok) throw new Error(String(read.error))
    const pasted = pasteSteps(flow, read.clip, ids())
    expect(pasted.ids).toEqual(['new1', 'new2'])
    expect(wiring(pasted.flow)).toEqual(['a>b', 'b>c', 'new1>new2'])
    expect(pasted.flow.nodes['new1']?.position).toEqual({ x: 40, y: 240 })
  })

  it('ignores text that is not steps', () => {
    expect(readClip('hello')).toEqual({ ok: false, error: null })
    expect(readClip('{"callwright"')).toEqual({ ok: false, error: null })
  })

  it('names what is wrong with damaged steps', () => {
    const read = readClip('{"callwright":"steps","version":1,"nodes":[{"id":"a b"}],"wires":[]}')
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining('nodes.0.id') })
  })

  it('refuses absurd amounts', () => {
    const read = readClip(`{"callwright":"${'x'.repeat(2_000_001)}"}`)
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining('2000000 can be pasted') })
  })
})
