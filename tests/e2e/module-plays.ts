import { type Document, makeDocument } from '../../src/callflow/design/document.ts'

/** One call through a step, as somebody plays it in the rehearsal panel. */
export interface ModulePlay {
  readonly settings: Readonly<Record<string, unknown>>
  /** Somebody outside calls instead of Casey. */
  readonly isFromOutside?: boolean
  /** The branch on which "Play media" follows; `_` when absent. */
  readonly leavesBy?: string
  /** What happens, in order: the button pressed, or keys the caller presses (`keys:2468#`). */
  readonly does?: readonly string[]
  /** Lines of the event list that nothing but this step doing its work brings about. */
  readonly says: readonly string[]
}

/** What the steps need beyond the sample company. Casey (1003), who calls, is an agent beside Blair and has a hot desk number. */
export const playDocuments: readonly Document[] = [
  makeDocument('queue', { id: 'queue-it', name: 'Help desk', agentIds: ['user-1002', 'user-1003'] }),
  makeDocument('portal', { id: 'portal-it', name: 'From home', phoneNumberId: 'did-main' }),
]

const alex = 'Alex Moreau: desk phone'

export const modulePlays: Readonly<Record<string, ModulePlay>> = {
  'play-media': {
    settings: { mediaId: 'media-closed' },
    does: ['Press 5'],
    says: ['Playing "Office closed"', 'The caller presses 5', 'Goes on by "After it"'],
  },
  'ring-group': {
    settings: { members: [{ id: 'user-1001' }, { id: 'user-1002' }] },
    does: ['All decline'],
    says: [`Ringing ${alex}, Blair Okafor: desk phone`, 'Declined', 'Goes on by "Nobody answers"'],
  },
  conference: {
    settings: { conferenceId: 'conference-team' },
    does: ['keys:2468#', 'Listens to the end'],
    says: ['Playing "You are joining the conference."', 'In the room Team room'],
  },
  user: {
    settings: { userId: 'user-1001' },
    does: ['Let it ring'],
    says: [`Ringing ${alex}`, 'Nobody answers', 'Goes on by "Not answered"'],
  },
  voicemail: {
    settings: { mailboxId: 'mailbox-general' },
    does: ['Listens to the end', 'Listens to the end'],
    says: ['Playing "General mailbox greeting"', 'Recording the caller after the beep'],
  },
  menu: {
    settings: { menuId: 'menu-main' },
    does: ['keys:9'],
    says: ['Playing "Main greeting", waiting for a key', 'Playing "Sorry, that is not a valid choice."'],
  },
  device: {
    settings: { deviceId: 'device-1001' },
    does: ['Busy'],
    says: [`Ringing ${alex}`, 'Busy', 'Goes on by "Not answered"'],
  },
  callflow: { settings: { callflowId: 'callflow-8002' }, says: ['Enters "8002 Closed"', 'Playing "Office closed"'] },
  directory: {
    settings: { directoryId: 'directory-staff' },
    does: ['keys:667'],
    says: ['Playing "You have chosen", "Alex Moreau"'],
  },
  'conference-service': {
    settings: {},
    does: ['keys:8200#', 'keys:2468#', 'Listens to the end'],
    says: ['The caller presses 8200#', 'In the room Team room'],
  },
  'page-group': {
    settings: { members: [{ id: 'user-1001' }] },
    does: ['No phone answers'],
    says: [`Speaking to ${alex}`, 'Goes on by "Nobody can be paged"'],
  },
  intercom: { settings: { targetId: 'user-1001' }, does: ['Busy'], says: [`Ringing ${alex}`, 'Busy'] },
  'group-pickup': {
    settings: { targetId: 'user-1001' },
    does: ['A call rings there and is taken'],
    says: ['Picking up a ringing call'],
  },
  eavesdrop: {
    settings: { targetId: 'user-1001', approvedIds: ['user-1003'] },
    does: ['Nobody talks there'],
    says: ['Listening in', 'Nobody talks there'],
  },
  'match-caller-id': {
    settings: { mode: 'numbers', numbers: ['1003'] },
    leavesBy: 'match',
    says: ['Goes on by "Matches"'],
  },
  'collect-digits': {
    settings: { variable: 'wanted', maxDigits: 2 },
    does: ['keys:42'],
    says: ['The caller presses 42', 'Setting wanted to "42"'],
  },
  'callflow-variables': {
    settings: { variable: 'team', type: 'text', text: 'sales' },
    says: ['Setting team to "sales"'],
  },
  'branch-on-variable': {
    settings: { variable: 'caller-number', values: ['1003'] },
    leavesBy: '1003',
    says: ['Goes on by "1003"'],
  },
  'text-to-speech': { settings: { text: 'Hello there' }, says: ['Playing "Hello there"'] },
  language: { settings: { language: 'fr-fr' }, says: ['Speaking fr-fr from here on'] },
  sleep: { settings: { durationSec: 7, durationMs: 7_000 }, says: ['Waiting 7 s'] },
  'check-voicemail': {
    settings: { mailboxId: 'mailbox-1003' },
    does: ['Listens to the end'],
    says: ['Playing "Welcome to your mailbox. Let us set it up."'],
  },
  'direct-to-voicemail': {
    settings: {},
    does: ['keys:8104#'],
    says: ['The caller presses 8104#', 'Playing "General mailbox greeting"'],
  },
  'fax-box': { settings: { faxBoxId: 'fax-box-office' }, does: ['Two pages arrive'], says: ['Receiving a fax'] },
  'receive-fax': { settings: { userId: 'user-1001' }, does: ['Two pages arrive'], says: ['Receiving a fax'] },
  'fax-detect': {
    settings: {},
    leavesBy: 'fax',
    does: ['A fax machine is calling'],
    says: ['Listening for fax tones', 'Goes on by "Fax"'],
  },
  park: { settings: { slot: '5' }, does: ['Slot 5 is empty'], says: ['Retrieving the call in slot 5'] },
  retrieve: {
    settings: { slot: '5' },
    does: ['Slot 5 is empty'],
    says: ['Retrieving the call in slot 5'],
  },
  valet: { settings: {}, does: ['Parked in slot 101'], says: ['Parking the call'] },
  'distinctive-ring': { settings: { alertInfo: 'external' }, says: ['Ringing with "external" from here on'] },
  'manual-presence': { settings: { presenceId: 'night', status: 'busy' }, says: ['Showing night as busy'] },
  'missed-call-alert': {
    settings: { userIds: ['user-1001'] },
    isFromOutside: true,
    says: ['Taking note of whom to tell should the call be missed'],
  },
  'global-carrier': {
    settings: { number: '+16045550188' },
    does: ['Busy'],
    says: ['Ringing +16045550188', 'Busy'],
  },
  'account-carrier': {
    settings: { trunkId: 'trunk-carrier', number: '+16045550199' },
    does: ['Busy'],
    says: ['Ringing +16045550199', 'Busy'],
  },
  disa: {
    settings: { pin: '2468' },
    does: ['keys:2468', 'keys:1001'],
    says: ['The caller presses ••••', 'Playing the dial tone, waiting for a key', 'Enters "1001 Alex Moreau"'],
  },
  pivot: {
    settings: { url: 'https://example.test/next' },
    does: ['Answers: hang up'],
    says: ['Asking https://example.test/next', 'The flow hangs up'],
  },
  webhook: {
    settings: { url: 'https://example.test/hook' },
    does: ['It is sent'],
    says: ['Asking https://example.test/hook', 'Goes on by "After it"'],
  },
  response: { settings: { sipStatus: 603 }, says: ['The call is refused with 603'] },
  'hang-up': { settings: {}, says: ['The flow hangs up'] },
  prepend: { settings: { namePrefix: 'GEN ' }, says: ['Putting "GEN " before the caller ID'] },
  'reset-prepend': { settings: {}, says: ['Taking the prefixes off the caller ID'] },
  'set-caller-id': {
    settings: { name: 'Front desk', number: '+16045550100' },
    says: ['Showing Front desk +16045550100 as the caller'],
  },
  'dynamic-caller-id': {
    settings: { source: 'fixed', number: '+16045550100', name: 'Office' },
    says: ['Calling as Office +16045550100 from here on'],
  },
  privacy: { settings: {}, says: ['Withholding the caller ID'] },
  'start-recording': { settings: {}, says: ['Starting to record the call'] },
  'stop-recording': { settings: {}, says: ['Stopping the recording'] },
  'time-of-day': {
    settings: { routes: ['rule-open-hours'] },
    leavesBy: 'rule-open-hours',
    says: ['"Open hours" applies now.', 'Goes on by "Open hours"'],
  },
  'time-of-day-switch': {
    settings: { action: 'disable', rules: ['rule-open-hours'] },
    says: ['Playing "The schedule is now forced off."'],
  },
  queue: {
    settings: { queueId: 'queue-it' },
    does: ['Waits too long'],
    says: ['Joining Help desk', 'Waited too long', 'Leaving Help desk'],
  },
  'agent-availability': {
    settings: { queueId: 'queue-it' },
    leavesBy: 'available',
    says: ['Goes on by "Somebody is free"'],
  },
  'agent-status': { settings: { action: 'log-in' }, says: ['Logging in Casey Lindgren'] },
  'queue-login': { settings: { action: 'log-out', queueId: 'queue-it' }, says: ['Logging out Casey Lindgren'] },
  'set-call-priority': { settings: { priority: 7 }, says: ['Giving the call priority 7'] },
  'wait-time': { settings: { queueId: 'queue-it' }, says: ['Goes on by "Shorter"'] },
  'call-forwarding': {
    settings: { action: 'activate' },
    does: ['keys:6045550188#'],
    says: ['Playing "Your calls are now forwarded to", the digits 6045550188'],
  },
  'do-not-disturb': { settings: { action: 'activate' }, says: ['Playing "Do not disturb is now on."'] },
  'hot-desk': {
    settings: { action: 'log-in' },
    does: ['keys:77#'],
    says: ['The caller presses 77#', 'Playing "Sorry, that is not correct."'],
  },
  'ring-group-login': {
    settings: { action: 'log-out', callflowId: 'callflow-8001' },
    says: ['Playing "You are now logged out."'],
  },
  'office-anywhere-portal': {
    settings: { portalId: 'portal-it' },
    does: ['keys:0000#'],
    says: ['Playing "Please enter your pin, followed by pound.", waiting for a key', 'The caller presses ••••#'],
  },
  'pull-call': {
    settings: {},
    does: ['They have no other call'],
    says: ['Pulling the call of Casey Lindgren here'],
  },
  'push-call': {
    settings: {},
    says: ['Playing "The person you are calling is not available right now. Please try again later."'],
  },
}
