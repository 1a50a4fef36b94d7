import { type Conference, type Directory, makeDocument, type Queue } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { enable } from '../../../src/callflow/feature-codes/feature-codes.ts'
import type { FlowDrawing } from '../../../src/callflow/rehearse/small-design.ts'
import { account, type Case, colleagues, drawFlow, keyed, menu, sound } from './small-designs.ts'

const edit = enable(snapshotOf([]), 'call_forward[action=activate]')
const forwardCode = edit.ok ? edit.put : []

const room = (fields: Partial<Conference> = {}) => makeDocument('conference', { id: 'room', name: 'Room', ...fields })
const line = (fields: Partial<Queue>) => makeDocument('queue', { id: 'line', name: 'Line', ...fields })
const staff = (fields: Partial<Directory>) => makeDocument('directory', { id: 'staff', name: 'Staff', ...fields })

const websInside: readonly (readonly [given: string, nodes: FlowDrawing['nodes'], says: string])[] = [
  [
    'a webhook to an address of one’s own network',
    { webhook: { url: 'http://192.168.1.5:8080/x' } },
    '"Webhook" asks 192.168.1.5,',
  ],
  [
    'a webhook to a name that the world has not',
    { webhook: { url: 'https://crm.internal/' } },
    '"Webhook" asks crm.internal,',
  ],
  ['a pivot to this machine', { pivot: { url: 'https://localhost/flow' } }, '"Pivot" asks localhost,'],
  ['a pivot to this machine, written otherwise', { pivot: { url: 'https://0x7f.1/' } }, '"Pivot" asks 127.0.0.1,'],
  ['a pivot to this machine by IPv6', { pivot: { url: 'https://[::1]/' } }, '"Pivot" asks [::1],'],
]
const recorded = drawFlow({
  nodes: {
    'start-recording': { url: 'http://nas/calls/', method: 'put' },
    sleep: { durationSec: 5 },
    'stop-recording': {},
    'hang-up': {},
  },
  wires: ['start-recording _ sleep', 'sleep _ stop-recording', 'stop-recording _ hang-up'],
})
const reporting = (reportUrl: string) => [...colleagues, line({ reportUrl, agentIds: ['user-1001'] })]
const endedBy = (nodes: FlowDrawing['nodes']) =>
  drawFlow({ nodes: { ...nodes, 'hang-up': {} }, wires: [`${Object.keys(nodes)[0]} _ hang-up`] })
const webOfStep = ([given, nodes, says]: (typeof websInside)[number]): Case => ({
  code: 'web-address-inside',
  given,
  severity: 'warning',
  says,
  bad: [account, endedBy(nodes)],
  node: Object.keys(nodes)[0] ?? '',
  fix: 'Let web addresses be inside ones',
  good: [{ ...account, allowsPrivateWeb: true }, endedBy(nodes)],
  beside: ['outside-line'],
})

/** Menus, directories, queues and rooms. */
export const serviceDesigns: readonly Case[] = [
  {
    code: 'menu-without-greeting',
    given: 'a menu without greeting',
    severity: 'warning',
    says: 'Callers hear nothing in the menu "Menu"',
    bad: [menu({ greetingId: null })],
    good: [menu(), sound],
  },
  ...websInside.map(webOfStep),
  {
    code: 'web-address-inside',
    given: 'a recording that goes to a machine inside',
    severity: 'warning',
    says: '"Start call recording" asks nas,',
    bad: [account, recorded],
    node: 'start-recording',
    fix: 'Let web addresses be inside ones',
    good: [{ ...account, allowsPrivateWeb: true }, recorded],
  },
  {
    code: 'web-address-inside',
    given: 'a queue that reports inside',
    severity: 'warning',
    says: '"Line" asks 10.0.0.7, which is inside your own network',
    bad: [account, ...reporting('http://10.0.0.7/stays')],
    fix: 'Let web addresses be inside ones',
    good: [account, ...reporting('http://10.0.0.7.example.test/stays')],
    beside: ['emergency-blocked'],
  },
  {
    code: 'hunting-reaches-private',
    given: 'a menu in which callers may dial a feature code (M33)',
    severity: 'warning',
    says: 'may dial *72',
    bad: [menu({ hunt: true }), sound, ...forwardCode],
    fix: 'Refuse these numbers',
    good: [menu({ hunt: true, huntAllow: '^1[0-9]{3}$' }), sound, ...forwardCode],
  },
  {
    code: 'unreachable-key',
    given: 'a menu with a key of more digits than its longest entry',
    severity: 'warning',
    says: 'Nobody can key 12 at "Menu" in "flow": the longest entry of "Menu" is 1 digit',
    bad: keyed({ maxDigits: 1 }, '1', '12'),
    node: 'menu',
    fix: 'Take entries of 2 digits',
    good: keyed({ maxDigits: 2 }, '1', '12'),
  },
  {
    code: 'unreachable-key',
    given: 'a menu with a longer entry that # would end',
    severity: 'warning',
    says: '# ends what is keyed',
    bad: keyed({}, '1#'),
    node: 'menu',
    good: keyed({}, '1#', '#'),
  },
  {
    code: 'unreachable-key',
    given: 'a PIN to record the greeting that is a key of the menu',
    severity: 'warning',
    says: 'the key wins, and nobody can record',
    bad: keyed({ recordPin: '8642' }, '8642'),
    node: 'menu',
    good: keyed({ recordPin: '8643' }, '8642'),
  },
  {
    code: 'unreachable-key',
    given: 'a PIN to record the greeting that is longer than the longest entry',
    severity: 'warning',
    says: 'its PIN is longer than the longest entry, 4 digits',
    bad: [menu({ recordPin: '86428' }), sound],
    good: [menu({ recordPin: '86428', maxDigits: 5 }), sound],
  },
  {
    code: 'unreachable-key',
    given: 'a PIN to record the greeting that hunting takes for an extension',
    severity: 'warning',
    says: 'its PIN is a number that callers may dial there',
    bad: [menu({ recordPin: '8642', hunt: true }), sound, drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8642'] })],
    good: [menu({ recordPin: '8642', hunt: false }), sound, drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8642'] })],
  },
  {
    code: 'directory-never-finds',
    given: 'a directory that asks for more letters than it takes (M59)',
    severity: 'error',
    says: 'it asks for 3 letters and takes at most 2',
    bad: [staff({ maxDigits: 2 })],
    good: [staff({ maxDigits: 3 })],
  },
  {
    code: 'directory-entry-nowhere',
    given: 'somebody in a directory who leads to no callflow (M61)',
    severity: 'warning',
    says: 'Whoever chooses "Alex Example" in "Staff" comes nowhere',
    bad: [...colleagues, staff({ entries: [{ userId: 'user-1001', callflowId: null }] })],
    fix: 'Lead to "1001 Alex Example"',
    good: [...colleagues, staff({ entries: [{ userId: 'user-1001', callflowId: 'callflow-1002' }] })],
  },
  {
    code: 'queue-without-way-out',
    given: 'a queue without a longest wait and without a key to leave it (A9)',
    severity: 'warning',
    says: 'wait until an agent takes them or they hang up',
    bad: [line({ maxWaitSec: 0, exitKey: '' })],
    good: [line({ maxWaitSec: 0, exitKey: '#' })],
  },
  {
    code: 'skill-nobody-has',
    given: 'a queue that needs a skill none of its agents has (A9)',
    severity: 'warning',
    says: 'No agent of "Line" has "french"',
    bad: [...colleagues, line({ agentIds: ['user-1001'], skills: ['french'] })],
    good: [...colleagues, line({ agentIds: ['user-1001'], skills: ['french'], anySkillAfterSec: 60 })],
  },
  {
    code: 'skill-nobody-has',
    given: 'a step whose callers need a skill that no agent of the queue has (A9)',
    severity: 'warning',
    says: 'these callers are never offered to anybody',
    bad: [
      ...colleagues,
      line({ agentIds: ['user-1001'] }),
      drawFlow({
        nodes: { queue: { queueId: 'line', skills: ['french'] }, 'hang-up': {} },
        wires: ['queue _ hang-up'],
      }),
    ],
    node: 'queue',
    good: [
      ...colleagues,
      line({ agentIds: ['user-1001'] }),
      drawFlow({ nodes: { queue: { queueId: 'line' }, 'hang-up': {} }, wires: ['queue _ hang-up'] }),
    ],
  },
  {
    code: 'room-without-moderator',
    given: 'a room that waits for a moderator nobody can become (M11)',
    severity: 'warning',
    says: 'Nobody can moderate "Room"',
    bad: [room({ waitForModerator: true })],
    good: [room({ waitForModerator: true, moderatorPins: ['8642'] })],
  },
  {
    code: 'room-without-moderator-pin',
    given: 'a number for moderators that asks for no PIN (M76)',
    severity: 'info',
    says: 'comes to "Room" by 8200 moderates: no PIN is asked there',
    bad: [room({ moderatorNumbers: ['8200'] })],
    good: [room({ moderatorNumbers: ['8200'], moderatorPins: ['8642'] })],
  },
  {
    code: 'room-pin-of-both',
    given: 'one PIN for members and moderators (M76)',
    severity: 'warning',
    says: 'who keys it comes in as a moderator',
    bad: [room({ memberPins: ['8642'], moderatorPins: ['8642'] })],
    good: [room({ memberPins: ['2468'], moderatorPins: ['8642'] })],
  },
  {
    code: 'room-number-taken',
    given: 'two rooms with one number (M78)',
    severity: 'warning',
    says: '8200 leads to "Room" in the conference service, not to "Other"',
    bad: [room({ numbers: ['8200'] }), room({ id: 'other', name: 'Other', numbers: ['8200'] })],
    good: [room({ numbers: ['8200'] }), room({ id: 'other', name: 'Other', numbers: ['8201'] })],
  },
]
