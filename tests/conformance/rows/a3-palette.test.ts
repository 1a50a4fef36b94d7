import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { modules } from '../../../src/callflow/modules/registry.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'

// M25, M26 and M27 in the window: tests/e2e/portal-rows.test.ts and src/renderer/palette. M42: a10-conferences.test.ts.

/** One step with `_` wired to a hang-up. */
const through = (type: string, settings: Record<string, unknown>, choices: string[] = [], about: CallAbout = {}) =>
  call([drawFlow({ nodes: { [type]: settings, 'hang-up': {} }, wires: [`${type} _ hang-up`] })], choices, about)

describe('M26, M27: the palette', () => {
  it.each([
    ['basic', ['Play media', 'Ring group', 'Conference', 'User', 'Voicemail', 'Menu']],
    ['advanced', ['Device', 'Callflow', 'Page group', 'Callflow variables', 'Match caller ID', 'Branch on variable']],
    ['caller-id', ['Prepend', 'Reset prepend', 'Dynamic caller ID']],
    ['recording', ['Start call recording', 'Stop call recording']],
    ['time', ['Time of day']],
    ['call-centre', ['Queue', 'Agent availability', 'Set call priority']],
  ])('M26: given the group %s, when the steps are listed, then it has those of the portal', (category, names) => {
    const listed = modules.filter((each) => each.category === category).map(({ name }) => name)
    expect(listed).toEqual(expect.arrayContaining(names))
  })

  it('M27: given any step, when its description is read, then it says what the step does in a sentence or two', () => {
    for (const { description } of modules) expect(description).toMatch(/^[A-Z].{10,240}\.$/)
  })
})

describe('M28: play media', () => {
  const news = makeDocument('media', { id: 'news', name: 'News', durationMs: 7_000 })
  const played = (settings: Record<string, unknown>, choices: string[] = []) =>
    through('play-media', { mediaId: 'news', ...settings }, choices, { documents: [news] })

  it('M28: given a recording, when a call comes, then it is answered, 100 ms pass, it plays once and the call goes on', () => {
    const all = played({}, ['finished'])
    expect(operations(all, 'answer')).toHaveLength(1)
    expect(operations(all, 'wait')).toMatchObject([{ durationMs: 100 }])
    expect(all.atMs).toBe(7_100)
    expect(path(all)).toEqual(['play-media _', 'hang-up end'])
  })

  it('M28: given answer off, when it plays, then the call is not answered', () => {
    const early = played({ answer: false }, ['finished'])
    expect(operations(early, 'answer')).toEqual([])
    expect(operations(early, 'play')).toHaveLength(1)
  })

  it.each('0123456789*#'.split(''))(
    'M28: given the terminators nobody changed, when %s is pressed, then it ends and the call goes on',
    (key) => {
      expect(path(played({}, [`keys:${key}`]))).toEqual(['play-media _', 'hang-up end'])
    },
  )

  it('M28: given some terminators or none, when other keys are pressed, then they do not end it', () => {
    const keysOf = (terminators: string) => played({ terminators }).question?.choices.map(({ id }) => id)
    expect(keysOf('1')).toEqual(['finished', 'keys:1', 'hang-up'])
    expect(keysOf('')).toEqual(['finished', 'hang-up'])
  })

  it('M28: given loop_count 3, when nobody presses a key, then it plays three times', () => {
    expect(played({ repeat: 3 }, ['finished']).atMs).toBe(21_100)
  })

  it('M28: given endless_playback, when it plays, then only a key or a hang-up ends it', () => {
    const endless = played({ endless: true })
    expect(operations(endless, 'play')).toMatchObject([{ repeat: 'endless' }])
    expect(endless.question?.choices.map(({ id }) => id)).not.toContain('finished')
    expect(path(played({ endless: true }, ['keys:5']))[0]).toBe('play-media _')
  })

  it('M28: given media that is missing, or none, when a call comes, then it goes on', () => {
    expect(path(played({ mediaId: 'gone' }, ['missing']))).toEqual(['play-media _', 'hang-up end'])
    expect(path(played({ mediaId: null }))).toEqual(['play-media _', 'hang-up end'])
  })
})

describe('M30: conference', () => {
  const room = makeDocument('conference', { id: 'room', name: 'Board', memberPins: ['4321'] })

  it('M30: given an existing room, when a call comes, then the caller comes into that room, through its PIN', () => {
    const joined = through('conference', { conferenceId: 'room' }, ['keys:4321#', 'finished', 'left'], {
      documents: [room],
    })
    expect(operations(joined, 'answer')).toHaveLength(1)
    expect(operations(joined, 'join-conference')).toMatchObject([{ conferenceId: 'room', role: 'member' }])
  })

  it('M30: given a room that is gone, when a call comes, then it goes on and a finding says so', () => {
    expect(path(through('conference', { conferenceId: 'gone' }))[0]).toBe('conference _')
    const flow = drawFlow({ nodes: { conference: { conferenceId: 'gone' } } })
    expect(checkDesign(snapshotOf([flow])).map(({ code }) => code)).toContain('dangling-reference')
  })
})

describe('M35: callflow', () => {
  const target = drawFlow({
    id: 'target',
    nodes: { 'play-media': { mediaId: null }, sleep: { durationSec: 1 } },
    wires: ['play-media _ sleep'],
  })
  const main = (callflowId: string | null) =>
    drawFlow({ nodes: { callflow: { callflowId }, 'hang-up': {} }, wires: ['callflow _ hang-up'] })

  it('M35: given another flow, when it stops, then the call comes back to the step after', () => {
    expect(path(call([main('target'), target], []))).toEqual([
      'callflow call-flow',
      'play-media _',
      'sleep _',
      'hang-up end',
    ])
  })

  it('M35: given another flow that ends calls, when it does, then nothing comes back', () => {
    const ends = drawFlow({ id: 'target', nodes: { response: {} } })
    expect(path(call([main('target'), ends], []))).toEqual(['callflow call-flow', 'response end'])
  })

  it('M35: given a flow that is missing or none, when a call comes, then the step after it runs', () => {
    expect(path(call([main('gone')], []))).toEqual(['callflow call-flow', 'hang-up end'])
    expect(path(call([main(null)], []))).toEqual(['callflow _', 'hang-up end'])
  })

  it('M35: given flows that lead to each other, when they are checked, then the circle is found; when called, then it ends after 50 jumps', () => {
    const one = drawFlow({ id: 'one', nodes: { callflow: { callflowId: 'two' } } })
    const two = drawFlow({ id: 'two', nodes: { callflow: { callflowId: 'one' } } })
    const codes = checkDesign(snapshotOf([one, two])).map(({ code }) => code)
    expect(codes.some((code) => code.startsWith('loop'))).toBe(true)
    expect(call([one, two], []).ended?.reason).toBe('jump-limit')
  })
})

describe('M41: directory', () => {
  const directory = makeDocument('directory', {
    id: 'people',
    name: 'People',
    confirmMatch: false,
    entries: [{ userId: 'user-1002', callflowId: 'callflow-1002' }],
  })

  it('M41: given a directory, when a name is spelt, then the call goes to the flow of that person', () => {
    const found = through('directory', { directoryId: 'people' }, ['keys:252', 'finished'], {
      documents: [directory],
    })
    expect(path(found)[0]).toBe('directory call-flow')
  })

  it('M41: given a directory that is gone, when a call comes, then it goes on', () => {
    expect(path(through('directory', { directoryId: 'gone' }))).toEqual(['directory _', 'hang-up end'])
  })
})

describe('M43: prepend', () => {
  type Prepend = { name?: string; number?: string; applyTo?: 'original' | 'current'; reset?: true }

  /** What the phone of 1001 shows after these prepend steps, for a customer from outside. */
  function shown(steps: readonly Prepend[]) {
    const nodes = steps.map(({ name = '', number = '', applyTo, reset }, index) =>
      reset
        ? ([`reset-prepend:${index}`, {}] as const)
        : ([`prepend:${index}`, { namePrefix: name, numberPrefix: number, ...(applyTo ? { applyTo } : {}) }] as const),
    )
    const names = [...nodes.map(([name]) => name), 'user']
    const flow = drawFlow({
      nodes: { ...Object.fromEntries(nodes), user: { userId: 'user-1001' } },
      wires: names.slice(1).map((name, index) => `${names[index]} _ ${name}`),
    })
    const [leg] = operations(call([flow], []), 'dial')[0]?.legs ?? []
    return [leg?.callerName, leg?.callerNumber]
  }

  it('M43: given a name and a number prefix, when somebody is rung, then both stand before the incoming caller ID', () => {
    expect(shown([{ name: 'GEN ', number: '8' }])).toEqual(['GEN Customer', '8+16045550177'])
  })

  it('M43: given a second prepend that applies to the current caller ID, when somebody is rung, then new prefix, earlier prefixes, original', () => {
    expect(shown([{ name: 'GEN ' }, { name: 'VIP ', applyTo: 'current' }])[0]).toBe('VIP GEN Customer')
  })

  it('M43: given a second prepend that applies to the original, when somebody is rung, then it replaces the earlier one', () => {
    expect(shown([{ name: 'GEN ' }, { name: 'VIP ', applyTo: 'original' }])[0]).toBe('VIP Customer')
  })

  it('M43: given a step from the palette, when it is dropped, then it applies to the original', () => {
    expect(shown([{ name: 'GEN ' }, { name: 'VIP ' }])[0]).toBe('VIP Customer')
  })

  it('M43: given a reset, when somebody is rung, then all prefixes are gone', () => {
    expect(shown([{ name: 'GEN ', number: '8' }, { name: 'A', applyTo: 'current' }, { reset: true }])).toEqual([
      'Customer',
      '+16045550177',
    ])
  })

  it('M43: given a prefix, when the call is inside, then it is shown just the same', () => {
    const flow = drawFlow({
      nodes: { prepend: { namePrefix: 'GEN ' }, user: { userId: 'user-1001' } },
      wires: ['prepend _ user'],
    })
    const rung = call([flow], [], { caller: insideCaller('1002') })
    expect(operations(rung, 'dial')[0]?.legs[0]?.callerName).toBe('GEN Blair Example')
  })
})
