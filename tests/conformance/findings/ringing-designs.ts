import { type Device, makeDocument } from '../../../src/callflow/design/document.ts'
import { account, annsPhone, type Case, colleagues, drawFlow, person } from './small-designs.ts'

const ringing = (...secs: number[]) =>
  drawFlow({
    nodes: Object.fromEntries([
      ...secs.map((timeoutSec, at) => [`user:${at}`, { userId: 'user-1001', timeoutSec }]),
      ['hang-up', {}],
    ]),
    wires: secs.map((_, at) => `user:${at} _ ${at + 1 < secs.length ? `user:${at + 1}` : 'hang-up'}`),
  })
const tail = { ...ringing(45), id: 'tail', name: 'tail', numbers: ['8001'] }
const withTail = (timeoutSec: number) => [
  ...colleagues,
  drawFlow({
    nodes: { user: { userId: 'user-1001', timeoutSec }, callflow: { callflowId: 'tail' } },
    wires: ['user _ callflow'],
  }),
  tail,
]

const step = (type: string, settings: Readonly<Record<string, unknown>>) =>
  drawFlow({ nodes: { [type]: settings, 'hang-up': {} }, wires: [`${type} _ hang-up`] })
const ann = (fields: Partial<Device> = {}) => [person, { ...annsPhone, ...fields }]
const ringsAnn = step('user', { userId: 'ann' })
const group = (...members: Readonly<Record<string, unknown>>[]) => ({ members, timeoutSec: 20 })

/** Who rings, and for how long. */
export const ringingDesigns: readonly Case[] = [
  {
    code: 'nobody-rings',
    given: 'an account in which nobody is to be disturbed (A0)',
    severity: 'warning',
    says: 'nobody in it is to be disturbed',
    bad: [{ ...account, doNotDisturb: true }],
    fix: 'Let them ring',
    good: [account],
  },
  {
    code: 'nobody-rings',
    given: 'a person without a phone',
    severity: 'warning',
    says: '"User" in "flow" rings nobody: "Ann" has no phone',
    bad: [ringsAnn, person],
    node: 'user',
    good: [ringsAnn, ...ann()],
  },
  {
    code: 'nobody-rings',
    given: 'a person without a phone who may log in at those of others (M88c)',
    severity: 'warning',
    says: '"Ann" has no phone',
    bad: [ringsAnn, person],
    node: 'user',
    good: [ringsAnn, { ...person, hotDesk: { ...person.hotDesk, enabled: true } }],
  },
  {
    code: 'nobody-rings',
    given: 'a person whose only phone is switched off',
    severity: 'warning',
    says: '"Phone" is switched off',
    bad: [ringsAnn, ...ann({ enabled: false })],
    node: 'user',
    fix: 'Let "Phone" ring',
    good: [ringsAnn, ...ann(), { ...annsPhone, id: 'other', name: 'Other', sipUsername: 'other', enabled: false }],
  },
  {
    code: 'nobody-rings',
    given: 'a person whose only phone does not follow (M84)',
    severity: 'warning',
    says: '"Phone" does not follow',
    bad: [ringsAnn, ...ann({ followMe: false })],
    node: 'user',
    fix: 'Let "Phone" ring',
    good: [
      ringsAnn,
      { ...person, callForward: { ...person.callForward, enabled: true, number: '8000' } },
      { ...annsPhone, followMe: false },
    ],
  },
  {
    code: 'nobody-rings',
    given: 'a phone that does not follow, rung by itself',
    severity: 'warning',
    says: '"Phone" does not follow',
    bad: [step('device', { deviceId: 'phone' }), ...ann({ followMe: false })],
    node: 'device',
    fix: 'Let "Phone" ring',
    good: [step('device', { deviceId: 'phone' }), ...ann()],
  },
  {
    code: 'nobody-rings',
    given: 'a person who is not to be disturbed',
    severity: 'warning',
    says: '"Ann" is not to be disturbed',
    bad: [ringsAnn, { ...person, doNotDisturb: true }, annsPhone],
    node: 'user',
    good: [ringsAnn, person, annsPhone],
  },
  {
    code: 'nobody-rings',
    given: 'a ring group in which nobody has a phone that rings',
    severity: 'warning',
    says: 'nobody in it has a phone that can ring',
    bad: [step('ring-group', group({ id: 'ann' }, { id: 'bob' })), person, { ...person, id: 'bob', name: 'Bob' }],
    node: 'ring-group',
    good: [step('ring-group', group({ id: 'ann' }, { id: 'bob' })), ...ann(), { ...person, id: 'bob', name: 'Bob' }],
  },
  {
    code: 'nobody-rings',
    given: 'a group of people without phones (M21)',
    severity: 'warning',
    says: 'nobody in it has a phone that can ring',
    bad: [
      step('ring-group', group({ id: 'team' })),
      makeDocument('group', { id: 'team', name: 'Team', members: [{ id: 'ann', weight: 20 }] }),
      person,
    ],
    node: 'ring-group',
    good: [
      step('ring-group', group({ id: 'team' })),
      makeDocument('group', { id: 'team', name: 'Team', members: [{ id: 'ann', weight: 20 }] }),
      ...ann(),
    ],
  },
  {
    code: 'nobody-rings',
    given: 'a queue whose only agent has a phone that is not for queue calls (A0)',
    severity: 'warning',
    says: 'nobody: "Phone" is not for queue calls',
    bad: [
      step('queue', { queueId: 'line' }),
      makeDocument('queue', { id: 'line', name: 'Line', agentIds: ['ann'] }),
      ...ann({ excludeFromQueues: true }),
    ],
    node: 'queue',
    fix: 'Let "Phone" ring',
    good: [
      step('queue', { queueId: 'line' }),
      makeDocument('queue', { id: 'line', name: 'Line', agentIds: ['ann'] }),
      ...ann(),
    ],
  },
  {
    code: 'member-never-rings',
    given: 'a member who waits for longer than the whole attempt lasts (M29)',
    severity: 'warning',
    says: '"Blair Example" never rings in "Ring group" of "flow": the whole attempt is over after 20 s',
    bad: [...colleagues, step('ring-group', group({ id: 'user-1001' }, { id: 'user-1002', delaySec: 20 }))],
    node: 'ring-group',
    fix: 'Ring for 40 s in all',
    good: [...colleagues, step('ring-group', group({ id: 'user-1001' }, { id: 'user-1002', delaySec: 19 }))],
  },
  {
    code: 'member-never-rings',
    given: 'members in order of whom the first takes all the time',
    severity: 'warning',
    says: '"Blair Example" and 1 more never ring',
    bad: [
      ...colleagues,
      step('ring-group', {
        ...group({ id: 'user-1001' }, { id: 'user-1002' }, { id: 'user-1003' }),
        strategy: 'in-order',
      }),
    ],
    node: 'ring-group',
    fix: 'Ring for 60 s in all',
    good: [
      ...colleagues,
      step('ring-group', {
        ...group({ id: 'user-1001' }, { id: 'user-1002' }, { id: 'user-1003' }),
        strategy: 'weighted-random',
      }),
    ],
  },
  {
    code: 'rings-too-long',
    given: 'one person who is rung for longer than callers wait',
    severity: 'info',
    says: '"User" rings for 90 s; most callers give up after 60 s',
    bad: [...colleagues, ringing(90)],
    node: 'user-0',
    fix: 'Ring for 60 s at most',
    good: [...colleagues, ringing(60)],
  },
  {
    code: 'rings-too-long',
    given: 'three people rung one after another for longer than callers wait',
    severity: 'info',
    says: '"User" (30 s), "User" (20 s) and "User" (20 s) ring one after another for 70 s',
    bad: [...colleagues, ringing(30, 20, 20)],
    node: 'user-2',
    fix: 'Ring for 59 s at most',
    good: [...colleagues, ringing(20, 20, 20)],
  },
  {
    code: 'rings-too-long',
    given: 'ringing that goes on in another callflow',
    severity: 'info',
    says: '"User" (45 s) and "User" in "tail" (45 s) ring one after another for 90 s',
    bad: withTail(45),
    node: 'user',
    fix: 'Ring for 60 s at most',
    good: withTail(15),
  },
]
