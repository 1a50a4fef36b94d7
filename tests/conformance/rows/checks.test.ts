import { describe, expect, it } from 'vitest'
import { checkDesign, type FindingCode, type Severity } from '../../../src/callflow/check/check-design.ts'
import {
  type Document,
  makeDocument,
  type Menu,
  parseDocument,
  type ScheduleRule,
} from '../../../src/callflow/design/document.ts'
import { sampleDesign } from '../../../src/callflow/design/sample.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { enable } from '../../../src/callflow/feature-codes/feature-codes.ts'
import { colleagues, drawFlow } from '../../../src/callflow/rehearse/small-design.ts'

const HOUR = 3_600
const found = (code: FindingCode, documents: readonly Document[]) =>
  checkDesign(snapshotOf(documents)).filter((finding) => finding.code === code)

interface Case {
  readonly code: FindingCode
  /** After "given". */
  readonly given: string
  readonly severity: Severity
  /** Part of the message. */
  readonly says: string
  readonly bad: readonly Document[]
  /** The step it stands on. */
  readonly node?: string
  /** The label of the quick fix; none where only a person can know what was meant. */
  readonly fix?: string
  /** The same design as it should be: no such finding. */
  readonly good: readonly Document[]
}

const box = makeDocument('mailbox', { id: 'box', name: 'Box', number: '1', pin: '4711' })
const voicemail = { voicemail: { mailboxId: 'box' } }
const answered = drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8000'] })
const account = makeDocument('account', { id: 'account', name: 'Northwind', country: 'CA' })
const trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier' })
const phone = makeDocument('device', { id: 'phone', name: 'Phone' })
const connected = { ...account, outboundTrunkId: 'trunk' }
const shown = (number: string) => ({
  ...connected,
  callerIds: { ...account.callerIds, emergency: { name: 'Northwind', number } },
})
const number = makeDocument('phone-number', { id: 'did', name: 'Main', number: '+16045550100' })
const address = {
  callerName: 'N',
  street: '1 Main St',
  extended: '',
  city: 'V',
  region: 'BC',
  postalCode: 'V6B 1A1',
  postalCodeExtra: '',
  notifyEmails: [],
}
const landline = makeDocument('device', {
  id: 'home',
  name: 'Home',
  type: 'landline',
  outsideNumber: '+16045550177',
  requireKeypress: false,
})

const rule = (id: string, fields: Partial<ScheduleRule> = {}) =>
  makeDocument('schedule-rule', { id, name: id, weekdays: ['monday', 'tuesday'], ...fields })
const hours = (id: string, from: number, until: number) => rule(id, { fromSec: from * HOUR, untilSec: until * HOUR })
const timed = (orderMode: string, ...rules: ScheduleRule[]): Document[] => [
  drawFlow({
    nodes: { 'time-of-day': { routes: rules.map(({ id }) => id), orderMode }, 'hang-up': {}, voicemail: {} },
    wires: [
      ...rules.map(({ id }, at) => `time-of-day ${id} ${at % 2 === 0 ? 'hang-up' : 'voicemail'}`),
      'time-of-day _ hang-up',
    ],
    numbers: ['8000'],
  }),
  ...rules,
]
const menu = (fields: Partial<Menu> = {}) =>
  makeDocument('menu', { id: 'menu', name: 'Menu', greetingId: 'hello', ...fields })
const forwardCode = enable(snapshotOf([]), 'call_forward[action=activate]')
const ringing = (...secs: number[]) =>
  drawFlow({
    nodes: Object.fromEntries([
      ...secs.map((timeoutSec, at) => [`user:${at}`, { userId: 'user-1001', timeoutSec }]),
      ['voicemail', {}],
    ]),
    wires: secs.map((_, at) => `user:${at} _ ${at + 1 < secs.length ? `user:${at + 1}` : 'voicemail'}`),
    numbers: ['8000'],
  })

const cases: readonly Case[] = [
  {
    code: 'dead-end',
    given: 'a step after which nothing comes (M50)',
    severity: 'warning',
    says: 'without a definite end, such as a mailbox',
    bad: [drawFlow({ nodes: { prepend: {} } })],
    node: 'prepend',
    fix: 'Hang up there',
    good: [drawFlow({ nodes: { prepend: {}, ...voicemail }, wires: ['prepend _ voicemail'] }), box],
  },
  {
    code: 'missing-default',
    given: 'a menu without a way out for everything else',
    severity: 'warning',
    says: 'no way out for everything else',
    bad: [drawFlow({ nodes: { menu: { menuId: 'menu' } } })],
    node: 'menu',
    fix: 'Hang up there',
    good: [drawFlow({ nodes: { menu: { menuId: 'menu' }, 'hang-up': {} }, wires: ['menu _ hang-up'] })],
  },
  {
    code: 'unreachable-node',
    given: 'a step that no wire leads to',
    severity: 'warning',
    says: 'No call reaches',
    bad: [drawFlow({ nodes: { 'hang-up': {}, voicemail: {} } })],
    node: 'voicemail',
    fix: 'Remove the step',
    good: [answered],
  },
  {
    code: 'loop-without-pause',
    given: 'steps that lead round in a circle without time passing',
    severity: 'error',
    says: '2 steps of "flow" lead round in a circle',
    bad: [
      drawFlow({
        nodes: { prepend: {}, 'match-caller-id': {} },
        wires: ['prepend _ match-caller-id', 'match-caller-id _ prepend'],
      }),
    ],
    fix: 'Hang up instead of going round',
    good: [
      drawFlow({
        nodes: { prepend: {}, 'play-media': { mediaId: 'hello' } },
        wires: ['prepend _ play-media', 'play-media _ prepend'],
      }),
    ],
  },
  {
    code: 'loop-without-pause',
    given: 'two callflows that jump to each other without time passing',
    severity: 'error',
    says: 'starts over here by way of "other"',
    bad: [
      drawFlow({ id: 'flow', nodes: { callflow: { callflowId: 'other' } } }),
      drawFlow({
        id: 'other',
        nodes: { prepend: {}, callflow: { callflowId: 'flow' } },
        wires: ['prepend _ callflow'],
      }),
    ],
    node: 'callflow',
    fix: 'Hang up there instead',
    good: [
      drawFlow({ id: 'flow', nodes: { callflow: { callflowId: 'other' } } }),
      drawFlow({
        id: 'other',
        nodes: { menu: { menuId: 'menu' }, callflow: { callflowId: 'flow' } },
        wires: ['menu _ callflow'],
      }),
    ],
  },
  {
    code: 'self-loop',
    given: 'a callflow that starts over when nobody keys anything (M58)',
    severity: 'info',
    says: 'after 50 times the call ends',
    bad: [
      drawFlow({ nodes: { menu: { menuId: 'menu' }, callflow: { callflowId: 'flow' } }, wires: ['menu _ callflow'] }),
    ],
    node: 'callflow',
    good: [answered],
  },
  {
    code: 'dangling-reference',
    given: 'a step that names something that is gone',
    severity: 'error',
    says: 'refers to a mailbox that does not exist (box)',
    bad: [drawFlow({ nodes: voicemail })],
    node: 'voicemail',
    fix: 'Take it out',
    good: [drawFlow({ nodes: voicemail }), box],
  },
  {
    code: 'dangling-reference',
    given: 'a ring group with a member that is gone',
    severity: 'error',
    says: 'does not exist (gone)',
    bad: [...colleagues, drawFlow({ nodes: { 'ring-group': { members: [{ id: 'user-1001' }, { id: 'gone' }] } } })],
    node: 'ring-group',
    fix: 'Take it out',
    good: [...colleagues, drawFlow({ nodes: { 'ring-group': { members: [{ id: 'user-1001' }] } } })],
  },
  {
    code: 'disabled-reference',
    given: 'a step that rings somebody who is switched off',
    severity: 'warning',
    says: 'leads to "Ann", which is switched off',
    bad: [
      drawFlow({ nodes: { user: { userId: 'ann' } } }),
      makeDocument('user', { id: 'ann', name: 'Ann', enabled: false }),
    ],
    node: 'user',
    fix: 'Switch "Ann" on',
    good: [drawFlow({ nodes: { user: { userId: 'ann' } } }), makeDocument('user', { id: 'ann', name: 'Ann' })],
  },
  {
    code: 'disabled-reference',
    given: 'hours that are switched off by hand',
    severity: 'warning',
    says: 'leads to "open", which is switched off',
    bad: timed('specific', { ...hours('open', 9, 17), forced: 'off' }),
    node: 'time-of-day',
    fix: 'Switch "open" on',
    good: timed('specific', hours('open', 9, 17)),
  },
  {
    code: 'empty-reference',
    given: 'a ring group that rings an empty group',
    severity: 'warning',
    says: 'leads to "Team", which has no members',
    bad: [
      drawFlow({ nodes: { 'ring-group': { members: [{ id: 'team' }] } } }),
      makeDocument('group', { id: 'team', name: 'Team' }),
    ],
    node: 'ring-group',
    good: [
      ...colleagues,
      drawFlow({ nodes: { 'ring-group': { members: [{ id: 'team' }] } } }),
      makeDocument('group', { id: 'team', name: 'Team', members: [{ id: 'user-1001', weight: 20 }] }),
    ],
  },
  {
    code: 'duplicate-key',
    given: 'a menu in which a key leads two ways',
    severity: 'error',
    says: 'two ways out by "1": this one is never taken',
    bad: [
      drawFlow({
        nodes: { menu: { menuId: 'menu' }, 'hang-up': {}, voicemail: {} },
        wires: ['menu 1 hang-up', 'menu 1 voicemail', 'menu _ hang-up'],
      }),
    ],
    node: 'menu',
    fix: 'Remove the wire',
    good: [
      drawFlow({
        nodes: { menu: { menuId: 'menu' }, 'hang-up': {}, voicemail: {} },
        wires: ['menu 1 hang-up', 'menu 2 voicemail', 'menu _ hang-up'],
      }),
    ],
  },
  {
    code: 'dangling-wire',
    given: 'a wire to a step that is gone',
    severity: 'error',
    says: 'has lost one of its steps',
    bad: [drawFlow({ nodes: { prepend: {} }, wires: ['prepend _ gone'] })],
    fix: 'Remove the wire',
    good: [drawFlow({ nodes: { prepend: {}, 'hang-up': {} }, wires: ['prepend _ hang-up'] })],
  },
  {
    code: 'unknown-branch',
    given: 'a wire by a branch the step does not have',
    severity: 'warning',
    says: 'never leaves by "busy"',
    bad: [drawFlow({ nodes: { prepend: {}, 'hang-up': {} }, wires: ['prepend _ hang-up', 'prepend busy hang-up'] })],
    node: 'prepend',
    fix: 'Remove the wire',
    good: [drawFlow({ nodes: { prepend: {}, 'hang-up': {} }, wires: ['prepend _ hang-up'] })],
  },
  {
    code: 'overnight-rule',
    given: 'hours over midnight',
    severity: 'info',
    says: 'On a Kazoo system it would never apply',
    bad: timed('specific', hours('night', 22, 6)),
    fix: 'Split it at midnight',
    good: timed('specific', hours('evening', 22, 24), hours('morning', 0, 6)),
  },
  {
    code: 'overnight-rule',
    given: 'hours that came from Kazoo, where they never applied',
    severity: 'warning',
    says: 'never applied on the Kazoo system it comes from; here it does',
    bad: [{ ...hours('night', 22, 6), foreign: { kazoo: {} } }],
    fix: 'Split it at midnight',
    good: [{ ...hours('day', 6, 22), foreign: { kazoo: {} } }],
  },
  {
    code: 'overnight-rule',
    given: 'hours until midnight, written as 00:00',
    severity: 'info',
    says: 'runs over midnight',
    bad: [hours('evening', 17, 0)],
    fix: 'Close it at midnight',
    good: [hours('evening', 17, 24)],
  },
  {
    code: 'rule-never-matches',
    given: 'a rule that ends before it begins',
    severity: 'warning',
    says: 'it ends on 2026-04-01, before it begins on 2026-05-01',
    bad: [rule('spring', { startDate: '2026-05-01', endDate: '2026-04-01' })],
    fix: 'Take its last day away',
    good: [rule('spring', { startDate: '2026-04-01', endDate: '2026-05-01' })],
  },
  {
    code: 'rule-never-matches',
    given: 'a rule whose month has no such day',
    severity: 'warning',
    says: 'its months have no day 30',
    bad: [rule('leap', { cycle: 'yearly', month: 2, days: [30] })],
    fix: 'Take the last day of the month',
    good: [rule('leap', { cycle: 'yearly', month: 2, days: [29] })],
  },
  {
    code: 'rule-never-matches',
    given: 'a rule that ends before its first day',
    severity: 'warning',
    says: 'it ends on 2026-11-20, before its first day',
    bad: [rule('sunday', { weekdays: ['sunday'], startDate: '2026-11-16', endDate: '2026-11-20' })],
    fix: 'Take its last day away',
    good: [rule('sunday', { weekdays: ['sunday'], startDate: '2026-11-16', endDate: '2026-11-22' })],
  },
  {
    code: 'rule-never-matches',
    given: 'a rule that opens when it closes',
    severity: 'warning',
    says: 'it opens and closes at 09:00',
    bad: [hours('nine', 9, 9)],
    fix: 'Open it all day',
    good: [hours('nine', 9, 10)],
  },
  {
    code: 'rule-shadowed',
    given: 'a rule behind one that covers it, in listed order',
    severity: 'warning',
    says: '"lunch" is never taken here: "open" comes first and covers all of it',
    bad: timed('listed', hours('open', 9, 17), hours('lunch', 12, 13)),
    node: 'time-of-day',
    fix: 'Move "lunch" before "open"',
    good: timed('listed', hours('lunch', 12, 13), hours('open', 9, 17)),
  },
  {
    code: 'rule-shadowed',
    given: 'two rules that say the same',
    severity: 'warning',
    says: '"twin" is never taken here',
    bad: timed('specific', hours('open', 9, 17), hours('twin', 9, 17)),
    node: 'time-of-day',
    fix: 'Take "twin" out here',
    good: timed('specific', hours('open', 9, 17), hours('lunch', 12, 13)),
  },
  {
    code: 'rule-shadowed',
    given: 'a rule behind one that is forced on',
    severity: 'warning',
    says: '"always" is forced on',
    bad: timed('specific', hours('open', 9, 17), { ...hours('always', 0, 24), forced: 'on' }),
    node: 'time-of-day',
    fix: 'Let the clock decide "always"',
    good: timed('specific', hours('open', 9, 17), hours('always', 0, 24)),
  },
  {
    code: 'schedule-overlap',
    given: 'two rules that overlap with neither more specific',
    severity: 'info',
    says: 'both apply from 12:00 to 13:00; "early" wins because it is listed first',
    bad: timed('specific', hours('early', 8, 13), hours('late', 12, 17)),
    node: 'time-of-day',
    fix: 'Open "late" at 13:00',
    good: timed('specific', hours('early', 8, 12), hours('late', 12, 17)),
  },
  {
    code: 'schedule-gap',
    given: 'a few minutes between two rules in which neither applies',
    severity: 'info',
    says: 'from 12:00 to 12:15, neither applies',
    bad: timed('specific', hours('early', 9, 12), hours('late', 12.25, 17)),
    node: 'time-of-day',
    fix: 'Let "early" go on until 12:15',
    good: timed('specific', hours('early', 9, 12), hours('late', 12, 17)),
  },
  {
    code: 'recording-without-stop',
    given: 'a recording that is started and never stopped (M45)',
    severity: 'info',
    says: 'is never stopped: it ends with the call',
    bad: [drawFlow({ nodes: { 'start-recording': {}, voicemail: {} }, wires: ['start-recording _ voicemail'] })],
    node: 'start-recording',
    fix: 'Stop it where the callflow ends',
    good: [
      drawFlow({
        nodes: { 'start-recording': {}, voicemail: {}, 'stop-recording': {} },
        wires: ['start-recording _ voicemail', 'voicemail _ stop-recording'],
      }),
    ],
  },
  {
    code: 'landline-key-press',
    given: 'a land line that asks for a key press (M81)',
    severity: 'warning',
    says: 'calls to it are not released correctly',
    bad: [{ ...landline, requireKeypress: true }],
    fix: 'Do not ask for a key press',
    good: [landline],
  },
  {
    code: 'no-internal-number',
    given: 'a callflow with an outside number only (M54)',
    severity: 'info',
    says: 'colleagues cannot dial it',
    bad: [drawFlow({ id: 'main', nodes: { 'hang-up': {} }, numbers: ['+16045550100'] }), answered],
    fix: 'Give it 8001',
    good: [answered],
  },
  {
    code: 'duplicate-number',
    given: 'two callflows with the same number',
    severity: 'error',
    says: 'The number 8000 of "second" already belongs to "flow"',
    bad: [answered, drawFlow({ id: 'second', nodes: { 'hang-up': {} }, numbers: ['8000'] })],
    fix: 'Leave it to "flow"',
    good: [answered, drawFlow({ id: 'second', nodes: { 'hang-up': {} }, numbers: ['8001'] })],
  },
  {
    code: 'duplicate-number',
    given: 'two mailboxes with the same number',
    severity: 'error',
    says: 'The box number 1 of "Other" already belongs to "Box"',
    bad: [box, { ...box, id: 'other', name: 'Other' }],
    good: [box, { ...box, id: 'other', name: 'Other', number: '2' }],
  },
  {
    code: 'duplicate-sip-username',
    given: 'two phones that register as the same',
    severity: 'error',
    says: 'The SIP user name 201',
    bad: [
      { ...phone, sipUsername: '201' },
      { ...phone, id: 'second', name: 'Second', sipUsername: '201' },
    ],
    good: [
      { ...phone, sipUsername: '201' },
      { ...phone, id: 'second', name: 'Second', sipUsername: '202' },
    ],
  },
  {
    code: 'number-without-flow',
    given: 'a number of ours that no callflow answers (M89)',
    severity: 'info',
    says: '+16045550100 leads nowhere',
    bad: [number, answered],
    good: [number, drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8000', '+16045550100'] })],
  },
  {
    code: 'mailbox-without-pin',
    given: 'a mailbox without PIN',
    severity: 'info',
    says: 'has no PIN',
    bad: [{ ...box, pin: '' }],
    good: [box],
  },
  {
    code: 'menu-without-greeting',
    given: 'a menu without greeting',
    severity: 'warning',
    says: 'Callers hear nothing in the menu "Menu"',
    bad: [menu({ greetingId: null })],
    good: [menu()],
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
    bad: [
      ...colleagues,
      drawFlow({
        nodes: { user: { userId: 'user-1001', timeoutSec: 45 }, callflow: { callflowId: 'tail' } },
        wires: ['user _ callflow'],
      }),
      { ...ringing(45), id: 'tail', name: 'tail', numbers: ['8001'] },
    ],
    node: 'user',
    fix: 'Ring for 60 s at most',
    good: [
      ...colleagues,
      drawFlow({
        nodes: { user: { userId: 'user-1001', timeoutSec: 15 }, callflow: { callflowId: 'tail' } },
        wires: ['user _ callflow'],
      }),
      { ...ringing(45), id: 'tail', name: 'tail', numbers: ['8001'] },
    ],
  },
  {
    code: 'emergency-blocked',
    given: 'a callflow that answers the emergency number',
    severity: 'error',
    says: '"flow" answers 911, so calls for help do not leave the house',
    bad: [connected, trunk, phone, drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8000', '911'] })],
    fix: 'Do not answer 911',
    good: [connected, trunk, phone, answered],
  },
  {
    code: 'emergency-blocked',
    given: 'phones in an account that no trunk leads out of',
    severity: 'warning',
    says: 'the account has no outbound trunk that is switched on',
    bad: [account, trunk, phone],
    fix: 'Call out by "Carrier"',
    good: [connected, trunk, phone],
  },
  {
    code: 'no-emergency-address',
    given: 'a number shown to emergency services that has no address (M93)',
    severity: 'warning',
    says: '1 phone would call emergency services as +16045550100, which has no emergency address',
    bad: [shown('+16045550100'), trunk, phone, number],
    good: [shown('+16045550100'), trunk, phone, { ...number, emergencyAddress: address }],
  },
  {
    code: 'blacklist-not-active',
    given: 'a blacklist that the account does not list as active (M12)',
    severity: 'warning',
    says: 'The blacklist "Nuisance" is not active: it blocks nobody',
    bad: [account, makeDocument('blacklist', { id: 'nuisance', name: 'Nuisance' })],
    fix: 'Activate it',
    good: [
      { ...account, activeBlacklistIds: ['nuisance'] },
      makeDocument('blacklist', { id: 'nuisance', name: 'Nuisance' }),
    ],
  },
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
    code: 'no-emergency-number',
    given: 'phones that would show emergency services no number',
    severity: 'warning',
    says: 'would call emergency services without a number',
    bad: [connected, trunk, phone],
    good: [shown('+16045550100'), trunk, phone, { ...number, emergencyAddress: address }],
  },
  {
    code: 'fax-box-closed',
    given: 'a fax box with an empty list of senders (M69)',
    severity: 'warning',
    says: 'Nobody may send faxes through "Fax"',
    bad: [
      makeDocument('fax-box', { id: 'fax', name: 'Fax' }),
      makeDocument('user', { id: 'u', name: 'U', email: 'u@example.test' }),
    ],
    fix: 'Let example.test send',
    good: [makeDocument('fax-box', { id: 'fax', name: 'Fax', permissions: ['example.test'] })],
  },
  {
    code: 'portal-not-ready',
    given: 'an Office Anywhere portal without its callflow (M102)',
    severity: 'warning',
    says: '"Portal" cannot be used yet',
    bad: [number, makeDocument('portal', { id: 'portal', name: 'Portal', phoneNumberId: 'did' })],
    fix: 'Make its callflow',
    good: [number],
  },
  {
    code: 'hunting-reaches-private',
    given: 'a menu in which callers may dial a feature code (M33)',
    severity: 'warning',
    says: 'may dial *72',
    bad: [menu({ hunt: true }), ...(forwardCode.ok ? forwardCode.put : [])],
    fix: 'Refuse these numbers',
    good: [menu({ hunt: true, huntAllow: '^1[0-9]{3}$' }), ...(forwardCode.ok ? forwardCode.put : [])],
  },
  {
    code: 'no-outside-number',
    given: 'a land line without number',
    severity: 'warning',
    says: 'has no number, so it is never rung',
    bad: [{ ...landline, outsideNumber: '' }],
    good: [landline],
  },
  {
    code: 'no-outbound-trunk',
    given: 'a land line in an account that nothing leads out of',
    severity: 'warning',
    says: 'the account has no outbound trunk',
    bad: [account, trunk, landline],
    fix: 'Call out by "Carrier"',
    good: [connected, trunk, landline],
  },
  {
    code: 'empty-flow',
    given: 'a callflow without a first step',
    severity: 'warning',
    says: 'has no first step',
    bad: [drawFlow({ nodes: {}, numbers: ['8000'] })],
    good: [answered],
  },
  {
    code: 'nothing-chosen',
    given: 'a step in which nothing is chosen',
    severity: 'warning',
    says: 'nothing is chosen in it',
    bad: [drawFlow({ nodes: { user: {} } })],
    node: 'user',
    good: [drawFlow({ nodes: { user: { userId: 'user-1001' } } })],
  },
  {
    code: 'unknown-step',
    given: 'a step this version does not know',
    severity: 'info',
    says: 'calls skip it',
    bad: [drawFlow({ nodes: { hologram: {} } })],
    node: 'hologram',
    good: [answered],
  },
  {
    code: 'invalid-settings',
    given: 'a step with a setting out of its limits',
    severity: 'error',
    says: 'User: timeoutSec',
    bad: [drawFlow({ nodes: { user: { userId: 'user-1001', timeoutSec: -1 } } })],
    node: 'user',
    fix: 'Use the defaults for it',
    good: [drawFlow({ nodes: { user: { userId: 'user-1001', timeoutSec: 20 } } })],
  },
  {
    code: 'unknown-timezone',
    given: 'an account in a time zone that does not exist',
    severity: 'warning',
    says: '"Mars/Olympus", which does not exist; another one is used',
    bad: [{ ...account, timezone: 'Mars/Olympus' }],
    fix: 'Set it to UTC',
    good: [account],
  },
  {
    code: 'not-live-yet',
    given: 'a step the engine cannot perform yet',
    severity: 'info',
    says: 'The engine cannot',
    bad: [drawFlow({ nodes: { 'page-group': { members: [{ id: 'user-1001' }] } } })],
    node: 'page-group',
    good: [answered],
  },
  {
    code: 'unreadable-regex',
    given: 'an expression that cannot be read',
    severity: 'error',
    says: 'matches nobody',
    bad: [drawFlow({ nodes: { 'match-caller-id': { mode: 'regex', regex: '(' } } })],
    node: 'match-caller-id',
    good: [drawFlow({ nodes: { 'match-caller-id': { mode: 'regex', regex: '^604' } } })],
  },
  {
    code: 'inexact-number-regex',
    given: 'numbers with word boundaries around the whole list (M39)',
    severity: 'warning',
    says: 'are not compared whole',
    bad: [
      account,
      drawFlow({ nodes: { 'match-caller-id': { mode: 'regex', regex: '\\b6045550100|7785550101|2505550102\\b' } } }),
    ],
    node: 'match-caller-id',
    fix: 'Compare whole numbers',
    good: [account, drawFlow({ nodes: { 'match-caller-id': { mode: 'numbers', numbers: ['6045550100'] } } })],
  },
  {
    code: 'unknown-variable',
    given: 'a step that reads a variable nothing sets (M37)',
    severity: 'warning',
    says: 'uses the variable "who", which no step sets',
    bad: [drawFlow({ nodes: { user: { userId: { variable: 'who' } } } })],
    node: 'user',
    good: [
      drawFlow({
        nodes: { 'callflow-variables': { variable: 'who', value: 'user-1001' }, user: { userId: { variable: 'who' } } },
        wires: ['callflow-variables _ user'],
      }),
    ],
  },
]

describe('each finding', () => {
  it.each(cases)(
    'check $code: given $given, when the design is checked, then it is found as $severity, in plain words and in its place',
    ({ code, severity, says, bad, node }) => {
      const [finding] = found(code, bad)
      const place = node === undefined ? {} : { nodeId: node }
      expect(finding).toMatchObject({ code, severity, message: expect.stringContaining(says), ...place })
      expect(bad.map(({ id }) => id)).toContain(finding?.documentId)
      expect(finding?.message).toMatch(/^[A-Z0-9"+].*\.$/)
      expect(finding?.message).not.toMatch(/undefined|null|\[object|\s\s/)
    },
  )

  it.each(cases.filter(({ fix }) => fix !== undefined))(
    'check $code: given $given, when its quick fix "$fix" is applied as one change, then it is gone and nothing is broken',
    ({ code, fix, bad }) => {
      const quickFix = found(code, bad)[0]?.fix
      const put = quickFix?.put ?? []
      expect(quickFix?.label).toBe(fix)
      expect(put.map((document) => parseDocument(document)).filter(({ ok }) => !ok)).toEqual([])
      const after = checkDesign(snapshotOf([...bad.filter(({ id }) => !put.some((each) => each.id === id)), ...put]))
      expect(after.filter((each) => each.code === code).length).toBeLessThan(found(code, bad).length)
      expect(after.filter((each) => each.severity === 'error' && found(each.code, bad).length === 0)).toEqual([])
    },
  )

  it.each(cases.filter(({ fix }) => fix === undefined))(
    'check $code: given $given, when the design is checked, then no quick fix is offered that would have to guess',
    ({ code, bad }) => {
      expect(found(code, bad)[0]?.fix).toBeUndefined()
    },
  )

  it.each(cases)(
    'check $code: given a design without "$given", when it is checked, then there is no such finding',
    ({ code, good }) => {
      expect(found(code, good)).toEqual([])
    },
  )
})

describe('checks as a whole', () => {
  it('check: given the sample design, when it is checked, then nothing is wrong with it', () => {
    const findings = checkDesign(snapshotOf(sampleDesign({ sipPassword: () => 'x' })))
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  it('check: given an overnight rule in a step, a set and a switch, when it is split, then the new rule stands beside the old one everywhere', () => {
    const night = hours('night', 22, 6)
    const set = makeDocument('schedule-set', { id: 'set', name: 'Set', ruleIds: ['night'] })
    const flow = drawFlow({
      nodes: { 'time-of-day': { routes: ['night'] }, 'time-of-day-switch': { rules: ['night'] }, 'hang-up': {} },
      wires: ['time-of-day night time-of-day-switch', 'time-of-day _ hang-up', 'time-of-day-switch _ hang-up'],
    })
    const put = found('overnight-rule', [night, set, flow])[0]?.fix?.put ?? []
    const after = snapshotOf([night, set, flow, ...put])
    expect(after.find('schedule-rule', 'night')).toMatchObject({ fromSec: 22 * HOUR, untilSec: 24 * HOUR })
    expect(after.find('schedule-rule', 'night-morning')).toMatchObject({
      name: 'night (after midnight)',
      fromSec: 0,
      untilSec: 6 * HOUR,
      weekdays: ['tuesday', 'wednesday'],
    })
    expect(after.find('schedule-set', 'set')?.ruleIds).toEqual(['night', 'night-morning'])
    expect(after.find('callflow', 'flow')).toMatchObject({
      nodes: {
        'time-of-day': { settings: { routes: ['night', 'night-morning'] } },
        'time-of-day-switch': { settings: { rules: ['night', 'night-morning'] } },
      },
      wires: expect.arrayContaining([{ from: 'time-of-day', branch: 'night-morning', to: 'time-of-day-switch' }]),
    })
  })

  it('check: given ringing that is only lived through when nobody answers, when a phone is busy, then what follows does not count', () => {
    const flow = drawFlow({
      nodes: {
        'user:a': { userId: 'user-1001', timeoutSec: 50 },
        'user:b': { userId: 'user-1001', timeoutSec: 50 },
        voicemail: {},
      },
      wires: ['user:a busy user:b', 'user:a _ voicemail', 'user:b _ voicemail'],
    })
    expect(found('rings-too-long', [flow])).toEqual([])
  })

  it('check: given a greeting between two people who are rung, when the design is checked, then the wait begins anew', () => {
    const flow = drawFlow({
      nodes: {
        'user:a': { userId: 'user-1001', timeoutSec: 50 },
        'play-media': { mediaId: 'hello' },
        'user:b': { userId: 'user-1001', timeoutSec: 50 },
      },
      wires: ['user:a _ play-media', 'play-media _ user:b'],
    })
    expect(found('rings-too-long', [flow])).toEqual([])
  })

  it('check: given ringing that goes round for ever, when the design is checked, then once round counts', () => {
    const flow = drawFlow({
      nodes: { 'user:a': { userId: 'user-1001', timeoutSec: 40 }, 'user:b': { userId: 'user-1001', timeoutSec: 40 } },
      wires: ['user:a _ user:b', 'user:b _ user:a'],
    })
    expect(found('rings-too-long', [flow])[0]?.message).toContain('ring one after another for 80 s')
  })

  it('check: given a circle through a step that sets a variable, when the design is checked, then it may end and nothing is said', () => {
    const flow = drawFlow({
      nodes: { 'branch-on-variable': { variable: 'x' }, 'callflow-variables': { variable: 'x', value: '1' } },
      wires: ['branch-on-variable _ callflow-variables', 'callflow-variables _ branch-on-variable'],
    })
    expect(found('loop-without-pause', [flow])).toEqual([])
  })

  it('M81: given a land line made by hand that asks for a key press, when the design is checked, then it is a warning, and one click stops the asking', () => {
    const [finding] = found('landline-key-press', [connected, trunk, { ...landline, requireKeypress: true }])
    expect(finding).toMatchObject({ severity: 'warning', documentId: 'home' })
    expect(finding?.fix?.put).toMatchObject([{ id: 'home', requireKeypress: false }])
  })

  it('M81: given a cell phone that asks for a key press, when the design is checked, then that is as it should be', () => {
    const cell = { ...landline, type: 'cell-phone' as const, requireKeypress: true }
    expect(found('landline-key-press', [connected, trunk, cell])).toEqual([])
  })

  it('M89: given two numbers of which one is in a callflow, when the design is checked, then only the spare one is listed as leading nowhere', () => {
    const spare = { ...number, id: 'spare', name: 'Spare', number: '+16045550199' }
    const main = drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8000', '+16045550100'] })
    expect(found('number-without-flow', [number, spare, main]).map(({ documentId }) => documentId)).toEqual(['spare'])
  })
})
