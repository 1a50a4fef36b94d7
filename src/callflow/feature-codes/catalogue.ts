import { moduleFor } from '../modules/registry.ts'

/** One code people dial on their phones (B3). */
export interface FeatureCodeType {
  /** Kept in the flow's `featureCode.type`, and in Kazoo's `featurecode.name`. */
  readonly type: string
  readonly name: string
  /** What dialling it does, in one line. */
  readonly help: string
  /** Without the star before it. */
  readonly defaultCode: string
  /** Nearly all codes begin with a star; the move code is plain digits. */
  readonly prefix: '*' | ''
  /** What may follow: nothing; or digits, which the step gets as a capture. */
  readonly followedBy: 'nothing' | 'digits' | 'optional-digits'
  /** What follows, for people: `extension`, `box`. */
  readonly argument?: string
  readonly module: string
  readonly settings: Readonly<Record<string, unknown>>
  /** The step goes on; nothing follows it here, so the call is hung up. */
  readonly thenHangUp: boolean
}

const code = (
  defaultCode: string,
  name: string,
  help: string,
  rest: Pick<FeatureCodeType, 'type' | 'module' | 'settings'> & Partial<FeatureCodeType>,
): FeatureCodeType => ({ defaultCode, name, help, prefix: '*', followedBy: 'nothing', thenHangUp: true, ...rest })

/** All codes of B3 in its order, with the codes they ship with; behind them those of our own. */
export const featureCodeTypes: readonly FeatureCodeType[] = [
  code('72', 'Enable call forwarding', 'Asks for a number and sends your calls there.', {
    type: 'call_forward[action=activate]',
    module: 'call-forwarding',
    settings: { action: 'activate' },
  }),
  code('73', 'Disable call forwarding', 'Your phones ring again.', {
    type: 'call_forward[action=deactivate]',
    module: 'call-forwarding',
    settings: { action: 'deactivate' },
  }),
  code('74', 'Toggle call forwarding', 'Turns forwarding on or off, to the number dialled behind it or the last one.', {
    type: 'call_forward[action=toggle]',
    module: 'call-forwarding',
    settings: { action: 'toggle' },
    followedBy: 'optional-digits',
    argument: 'number',
  }),
  code('56', 'Update call forwarding', 'Asks for another number and sends your calls there.', {
    type: 'call_forward[action=update]',
    module: 'call-forwarding',
    settings: { action: 'update' },
  }),
  code('11', 'Hot desk log-in', 'Makes this phone yours: asks for your hot desk ID and PIN.', {
    type: 'hotdesk[action=login]',
    module: 'hot-desk',
    settings: { action: 'log-in' },
  }),
  code('12', 'Hot desk log-out', 'Gives this phone back.', {
    type: 'hotdesk[action=logout]',
    module: 'hot-desk',
    settings: { action: 'log-out' },
  }),
  code('13', 'Hot desk toggle', 'Logs in at this phone, or out of it.', {
    type: 'hotdesk[action=toggle]',
    module: 'hot-desk',
    settings: { action: 'toggle' },
  }),
  code('97', 'Check voicemail', 'Messages of the box dialled behind it; asks for the box otherwise.', {
    type: 'voicemail[action=check]',
    module: 'check-voicemail',
    settings: { singleMailbox: false },
    followedBy: 'optional-digits',
    argument: 'box',
    thenHangUp: false,
  }),
  code('98', 'Check own voicemail', 'Messages of your own box, without keying its number.', {
    type: 'voicemail[single_mailbox_login]',
    module: 'check-voicemail',
    settings: { singleMailbox: true },
    followedBy: 'optional-digits',
    argument: 'box',
    thenHangUp: false,
  }),
  code('*', 'Direct to voicemail', 'Leaves a message in a box without ringing anybody.', {
    type: 'voicemail[action=direct]',
    module: 'direct-to-voicemail',
    settings: {},
    followedBy: 'optional-digits',
    argument: 'box',
    thenHangUp: false,
  }),
  code('0', 'Intercom', 'Speaks through the loudspeaker of a phone.', {
    type: 'intercom',
    module: 'intercom',
    settings: {},
    followedBy: 'optional-digits',
    argument: 'extension',
    thenHangUp: false,
  }),
  code('67', 'Privacy', 'Calls a number without showing yours.', {
    type: 'privacy[mode=full]',
    module: 'privacy',
    settings: { mode: 'full' },
    followedBy: 'optional-digits',
    argument: 'number',
    thenHangUp: false,
  }),
  code('3', 'Park and retrieve', 'Parks a call in a slot, or takes the one parked there.', {
    type: 'park_and_retrieve',
    module: 'park',
    settings: { retrieveIfOccupied: true },
    followedBy: 'optional-digits',
    argument: 'slot',
    thenHangUp: false,
  }),
  code('4', 'Valet parking', 'Parks a call in a free slot and says which.', {
    type: 'valet',
    module: 'valet',
    settings: {},
    thenHangUp: false,
  }),
  code('5', 'Retrieve', 'Takes the call parked in a slot.', {
    type: 'retrieve',
    module: 'retrieve',
    settings: {},
    followedBy: 'optional-digits',
    argument: 'slot',
    thenHangUp: false,
  }),
  code('87', 'Pick up an extension', 'Takes the call that rings at an extension.', {
    type: 'directed_ext_pickup',
    module: 'group-pickup',
    settings: {},
    followedBy: 'digits',
    argument: 'extension',
    thenHangUp: false,
  }),
  code('6683', 'Move', 'Brings your call from another phone to this one.', {
    type: 'move',
    module: 'pull-call',
    settings: {},
    prefix: '',
  }),
  code('94', 'Listen in', 'Hears the conversation at an extension; nobody hears who listens.', {
    type: 'eavesdrop[action=listen]',
    module: 'eavesdrop',
    settings: { manner: 'listen' },
    followedBy: 'digits',
    argument: 'extension',
  }),
  code('95', 'Whisper', 'Hears the conversation at an extension, and is heard there only.', {
    type: 'eavesdrop[action=whisper]',
    module: 'eavesdrop',
    settings: { manner: 'whisper' },
    followedBy: 'digits',
    argument: 'extension',
  }),
  code('96', 'Break in', 'Hears the conversation at an extension, and is heard by both.', {
    type: 'eavesdrop[action=barge]',
    module: 'eavesdrop',
    settings: { manner: 'barge' },
    followedBy: 'digits',
    argument: 'extension',
  }),
]

const byType = new Map(featureCodeTypes.map((each) => [each.type, each]))

export const featureCodeType = (type: string): FeatureCodeType | undefined => byType.get(type)

/** Codes whose step this version has, with settings it takes. */
export const availableFeatureCodes: readonly FeatureCodeType[] = featureCodeTypes.filter(({ module, settings }) => {
  const definition = moduleFor(module)
  return definition?.settings.safeParse(settings).success ?? false
})

/** What is dialled: the exact string, or its beginning when more follows. */
export const dialledCode = ({ prefix }: FeatureCodeType, code: string) => prefix + code
