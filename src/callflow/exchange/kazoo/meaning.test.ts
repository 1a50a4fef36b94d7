import { describe, expect, it } from 'vitest'
import { type Callflow, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { lookupNumber } from '../../numbering/lookup.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'
import { call, company, drawFlow, path, rung } from '../../rehearse/small-design.ts'
import { get, type Json } from './json.ts'

const file = (path: string, document: Json) => ({ path, text: JSON.stringify(document) })
const hangUp = { module: 'hangup', data: {}, children: {} }

describe('overlapping patterns of an account', () => {
  const flows = [
    file('callflows/split.json', { id: 'split', numbers: [], patterns: ['^([0-9]{3})([0-9]{3})$'], flow: hangUp }),
    file('callflows/single.json', { id: 'single', numbers: [], patterns: ['^1([0-9]{4})[0-9]$'], flow: hangUp }),
  ]
  const account = file('account.json', { id: 'acc', name: 'Account' })

  it.each([
    { what: 'with its account', files: [account, ...flows] },
    { what: 'without one', files: flows },
  ])('keep to the longest single group when imported $what, and come out as they went in', ({ files }) => {
    const { documents } = readKazoo(files)
    const design = snapshotOf(documents)
    expect(lookupNumber(design, '123456', { isInternal: true })?.callflowId).toBe('single')
    const { files: back, notes } = writeKazoo(design)
    const textOf = (all: readonly { path: string; text: string }[]) =>
      Object.fromEntries(all.map(({ path, text }) => [path, JSON.parse(text) as Json]))
    expect(textOf(back)).toEqual(textOf(files))
    expect(notes).toEqual([])
  })

  it('of a design made here are named by the export where Kazoo captures something else', () => {
    const design = snapshotOf([
      makeDocument('account', { id: 'acc', name: 'Account' }),
      makeDocument('callflow', {
        id: 'f',
        name: 'F',
        patterns: ['^1([0-9]+)$', '^([0-9]{3})([0-9]{3})$', '^2', '('],
        patternsFromOutside: true,
      }),
    ])
    const said = writeKazoo(design).notes.filter(({ documentId }) => documentId === 'f')
    expect(said.map(({ text }) => text)).toEqual([
      'pattern ^([0-9]{3})([0-9]{3})$: to Kazoo only the longest of its 2 groups is captured, and the pattern that captures most wins',
      'pattern ^2: to Kazoo everything it matches is captured, and the pattern that captures most wins',
    ])
  })
})

/** What an import makes of one step. */
function imported(step: Json, more: Readonly<Record<string, Json>> = {}) {
  const { documents, notes } = readKazoo([file('callflows/f.json', { id: 'f', name: 'F', flow: step, ...more })])
  const flow = documents.find((each) => each.kind === 'callflow')
  if (!flow) throw new Error('no callflow')
  const node = flow.nodes[flow.entry ?? '']
  return { flow, node, type: node?.type, settings: node?.settings, notes: notes.map(({ reason }) => reason) }
}

const stepOf = (module: string, data: Json = {}, children: Json = {}): Json => ({ module, data, children })

/** The step that an export writes for a node. */
function written(flow: Callflow): { step: Json | undefined; notes: readonly string[] } {
  const { files, notes } = writeKazoo(snapshotOf([{ ...flow, numbers: ['8000'] }]))
  const [json] = files.filter(({ path }) => path.startsWith('callflows/'))
  return {
    step: get(JSON.parse(json?.text ?? 'null') as Json, 'flow'),
    notes: notes.map(({ text }) => text),
  }
}

const withSettings = (flow: Callflow, settings: Readonly<Record<string, unknown>>): Callflow => {
  const node = flow.nodes[flow.entry ?? '']
  if (!node) throw new Error('no first step')
  return { ...flow, nodes: { ...flow.nodes, [node.id]: { ...node, settings: { ...node.settings, ...settings } } } }
}

describe('a ring group with a way out for a failure', () => {
  const members = { endpoints: ['user-1001', 'user-1002'].map((id) => ({ endpoint_type: 'user', id })), repeats: 3 }
  const ring = (children: Json, choices: readonly string[], module = 'ring_group') =>
    rung(call([imported(stepOf(module, members, children)).flow], choices, { startMs: 0 }))

  it('leaves after the first round that fails so, when it was imported', () => {
    expect(ring({ NO_ANSWER: hangUp, _: hangUp }, ['no-answer'])).toHaveLength(1)
    expect(ring({ USER_BUSY: hangUp, _: hangUp }, ['busy'])).toHaveLength(1)
    expect(ring({ 'sip:486': hangUp, _: hangUp }, ['busy'])).toHaveLength(1)
  })

  it('rings on after a round that fails otherwise', () => {
    expect(ring({ USER_BUSY: hangUp, _: hangUp }, ['no-answer', 'no-answer', 'busy'])).toHaveLength(3)
    expect(ring({ _: hangUp }, ['no-answer', 'no-answer', 'no-answer'])).toHaveLength(3)
  })

  it('is a ring group by its members too when a `group` step lists them', () => {
    expect(ring({ USER_BUSY: hangUp }, ['busy'], 'group')).toEqual([['1001', '1002']])
    expect(imported(stepOf('group', { ...members, id: 'team' })).settings).toMatchObject({ repeats: 3 })
  })

  it('is rung once by a `group` step that names a group, whatever its `repeats` says', () => {
    const { flow, settings } = imported(stepOf('group', { id: 'team', repeats: 3 }))
    expect(settings).toMatchObject({ repeats: 1, members: [{ id: 'team' }] })
    expect(get(written(withSettings(flow, { repeats: 2 })).step, 'module')).toBe('ring_group')
    expect(get(written(flow).step, 'module')).toBe('group')
  })

  it('made here rings on, and the export says so only where it matters', () => {
    const { flow } = imported(stepOf('ring_group', members, { USER_BUSY: hangUp, _: hangUp }))
    const ours = withSettings(flow, { leaveWhenWired: false })
    expect(rung(call([ours], ['busy', 'busy', 'busy']))).toHaveLength(3)
    expect(written(ours).notes).toEqual(['Ring group: Kazoo leaves it by "busy" after the first try that fails so'])
    expect(written(flow).notes).toEqual([])
    expect(written(withSettings(flow, { leaveWhenWired: false, repeats: 1 })).notes).toEqual([])
    const bare = imported(stepOf('ring_group', members, { _: hangUp })).flow
    expect(written(withSettings(bare, { leaveWhenWired: false })).notes).toEqual([])
  })
})

describe('a value said aloud', () => {
  const { flow } = imported(stepOf('play', { id: 'hello' }))

  it('is nothing that Kazoo can say, and the export says so', () => {
    const said = withSettings(flow, { sound: 'value', value: '21.50', sayAs: 'eur' })
    expect(written(said).notes).toContain('Play media: Kazoo plays recordings only: nothing is said aloud there')
    expect(written(said).notes).toContainEqual(expect.stringMatching(/^Play media: Kazoo has nothing for .*"Value"/))
    expect(written(flow).notes).toEqual([])
  })

  it('does not take the recording along that was chosen before', () => {
    expect(get(written(flow).step, 'data', 'id')).toBe('hello')
    const said = withSettings(flow, { sound: 'value', value: '21.50', sayAs: 'eur' })
    expect(get(written(said).step, 'data', 'id')).toBeUndefined()
  })
})

describe('ways out by a SIP response', () => {
  const ways = (children: Json) => imported(stepOf('user', { id: 'user-1001' }, children))

  it('are called in Kazoo as here', () => {
    const { flow, notes } = ways({ 'sip:486': hangUp, _: hangUp })
    expect(flow.wires.map(({ branch }) => branch)).toEqual(['sip:486', '_'])
    expect(notes).toEqual([])
    const made = { ...flow, foreign: undefined, nodes: mapNodes(flow, (node) => ({ ...node, foreign: undefined })) }
    expect(Object.keys((get(written(made).step, 'children') ?? {}) as object)).toEqual(['sip:486', '_'])
  })

  it('without their `sip:` are read as meant, noted, and come out as they went in', () => {
    const { flow, notes } = ways({ '486': hangUp, _: hangUp })
    expect(flow.wires.map(({ branch }) => branch).toSorted()).toEqual(['_', 'sip:486'])
    expect(notes).toEqual(['user: Kazoo never takes the way "486"; its key is "sip:486"'])
    expect(Object.keys((get(written(flow).step, 'children') ?? {}) as object)).toContain('486')
  })

  it('in both spellings keep both, and only Kazoo’s is taken', () => {
    const { flow } = ways({ '486': hangUp, 'sip:486': hangUp })
    expect(flow.wires.map(({ branch }) => branch).toSorted()).toEqual(['486', 'sip:486'])
  })
})

describe('branch on variable in the usual scope', () => {
  const flow = (set: Json, variable: string) =>
    imported({
      ...(set as object),
      children: { _: stepOf('branch_variable', { variable }, { red: hangUp, _: hangUp }) },
    } as Json)
  const left = (set: Json, variable: string) =>
    path(call([flow(set, variable).flow], []))
      .at(1)
      ?.split(' ')[1]

  it('does not see what `set_variables` set, and the import says so', () => {
    const set = stepOf('set_variables', { custom_application_vars: { colour: 'red' } })
    expect(left(set, 'colour')).toBe('_')
    expect(flow(set, 'colour').notes).toEqual([
      'branch_variable: no variable "colour" of the channel is known here; the step goes on by its default way',
    ])
  })

  it('sees what `set_variable` set, in any spelling', () => {
    const group = stepOf('set_variable', { variable: 'group_id', value: 'red' })
    expect(left(group, 'group_id')).toBe('red')
    expect(left(group, 'Group-ID')).toBe('red')
    expect(flow(group, 'group_id').notes).toEqual([])
  })

  it.each([
    ['authorizing_type', 'resource'],
    ['account_id', 'account'],
    ['callflow_id', 'f'],
    ['call_priority', '_'],
    ['owner_id', '_'],
  ])('knows %s of a call from outside', (variable, value) => {
    const step = stepOf('branch_variable', { variable }, { [value]: hangUp, _: hangUp })
    const rehearsal = call([imported(step).flow], [], { documents: [company()] })
    expect(path(rehearsal)[0]?.split(' ')[1]).toBe(value)
  })

  it('of a step made here is written as the next best, with a word', () => {
    const made = drawFlow({ nodes: { 'branch-on-variable': { variable: 'colour' } } })
    const { step, notes } = written(made)
    expect(get(step, 'data', 'scope')).toBe('custom_channel_vars')
    expect(notes).toEqual([
      'Branch on variable: Kazoo looks for "colour" in the channel\'s own variables, where what steps set is not found',
    ])
    expect(written(drawFlow({ nodes: { 'branch-on-variable': { variable: 'call_priority' } } })).notes).toEqual([])
  })

  it('a path of several keys is noted, for Kazoo reads it from its end', () => {
    const step = stepOf('branch_variable', { scope: 'account', variable: ['caller_id', 'external'] })
    expect(imported(step).notes).toEqual(['branch_variable: Kazoo reads the list of keys from its end'])
  })
})

describe('settings that Kazoo takes otherwise than they look', () => {
  it.each([
    ['a switch written as text', stepOf('play', { endless_playback: 'true' }), { endless: true }],
    ['a switch that is no truth value', stepOf('page_group', { barge_calls: 1 }), { bargeIn: false }],
    ['an answer that is not "false"', stepOf('play', { answer: 'no' }), { answer: true }],
    ['an answer switched off as text', stepOf('play', { answer: 'false' }), { answer: false }],
    [
      'one terminator beside a list',
      stepOf('collect_dtmf', { terminator: '*', terminators: ['1'] }),
      { terminators: '*' },
    ],
    ['a pause that is not said', stepOf('hotdesk', { action: 'login' }), { interDigitSec: 2 }],
    ['the pause of DISA that is not said', stepOf('disa'), { interDigitSec: 2 }],
    ['retries of a webhook that are not said', stepOf('webhook'), { retries: 2 }],
    ['another word of privacy', stepOf('privacy', { mode: 'hide_number' }), { mode: 'number' }],
    ['a word of privacy nobody knows', stepOf('privacy', { mode: 'kazoo' }), { mode: 'full' }],
    ['the older key of a fax box', stepOf('faxbox', { faxbox_id: 'box' }), { faxBoxId: 'box' }],
  ])('%s', (_what, step, settings) => {
    const { flow, settings: read } = imported(step)
    expect(read).toMatchObject(settings)
    expect(written(flow).step).toEqual(step)
  })

  it('a step that is skipped as text is switched off', () => {
    const { flow, node } = imported(stepOf('sleep', { skip_module: 'true' }))
    expect(node?.disabled).toBe(true)
    expect(written(flow).step).toEqual(stepOf('sleep', { skip_module: 'true' }))
  })

  it.each(['call_forward', 'do_not_disturb', 'hotdesk', 'ring_group_toggle', 'acdc_agent', 'acdc_queue'])(
    '%s without an action it knows does nothing',
    (module) => {
      for (const data of [{}, { action: 'juggle' }]) {
        const { flow, type, notes } = imported(stepOf(module, data, { _: hangUp }))
        expect(type).toBe(`kazoo:${module}`)
        expect(notes).toEqual([`unknown step "${module}"`])
        expect(path(call([flow], [])).at(-1)).toBe('n2 end')
      }
    },
  )

  it('every action of a recording but "stop" starts it', () => {
    expect(imported(stepOf('record_call', { action: 'mask' })).type).toBe('start-recording')
    expect(imported(stepOf('record_call', { action: 'stop' })).type).toBe('stop-recording')
  })

  it('a queue’s priority of 0 is noted when imported, and not written by a step without a priority', () => {
    expect(imported(stepOf('acdc_member', { id: 'q', priority: 0 })).notes).toHaveLength(1)
    expect(imported(stepOf('acdc_member', { id: 'q' })).notes).toEqual([])
    const { step } = written(drawFlow({ nodes: { queue: {} } }))
    expect(get(step, 'data', 'priority')).toBeUndefined()
  })

  it('who may pick up is noted, and so is the pause of a menu step', () => {
    const { notes } = imported(stepOf('group_pickup', { group_id: 'g', approved_user_id: 'boss' }))
    expect(notes).toEqual(['group_pickup: Kazoo lets only boss pick up (approved_user_id); here every caller may'])
    expect(imported(stepOf('menu', { id: 'm', interdigit_timeout: 3_000 })).notes).toHaveLength(1)
    expect(written(drawFlow({ nodes: { menu: { interDigitSec: 3 } } })).notes).toHaveLength(1)
    expect(written(drawFlow({ nodes: { menu: {} } })).notes).toEqual([])
  })

  it('a carrier step behind a pattern is noted both ways: Kazoo calls what was dialled', () => {
    const { flow, notes } = imported(stepOf('offnet'), { patterns: ['^9([0-9]+)$'] })
    const said = 'Global carrier: Kazoo calls the number as it was dialled; here what the pattern captured is called'
    expect(notes).toEqual([said])
    expect(written(flow).notes).toContain(said)
    expect(imported(stepOf('offnet', { to_did: '911' }), { patterns: ['^9([0-9]+)$'] }).notes).toEqual([])
    expect(imported(stepOf('offnet'), { patterns: ['^9[0-9]+$'] }).notes).toEqual([])
  })
})

const mapNodes = (flow: Callflow, change: (node: Callflow['nodes'][string]) => Callflow['nodes'][string]) =>
  Object.fromEntries(Object.entries(flow.nodes).map(([id, node]) => [id, change(node)]))
