import { kazooEavesdrop, kazooEavesdropFeature } from '../../modules/eavesdrop/kazoo.ts'
import { kazooCallflow } from '../../modules/callflow/kazoo.ts'
import { kazooCheckVoicemail } from '../../modules/check-voicemail/kazoo.ts'
import { kazooDevice } from '../../modules/device/kazoo.ts'
import { kazooDirectToVoicemail } from '../../modules/direct-to-voicemail/kazoo.ts'
import { kazooHangUp } from '../../modules/hang-up/kazoo.ts'
import { kazooMenu } from '../../modules/menu/kazoo.ts'
import { kazooPlay } from '../../modules/play-media/kazoo.ts'
import { kazooPrepend } from '../../modules/prepend/kazoo.ts'
import { kazooQubicle, kazooQueue } from '../../modules/queue/kazoo.ts'
import { kazooResetPrepend } from '../../modules/reset-prepend/kazoo.ts'
import { kazooResponse } from '../../modules/response/kazoo.ts'
import { kazooGroup, kazooGroupOfMembers, kazooRingGroup } from '../../modules/ring-group/kazoo.ts'
import { kazooStartRecording } from '../../modules/start-recording/kazoo.ts'
import { kazooStopRecording } from '../../modules/stop-recording/kazoo.ts'
import { kazooTimeOfDay } from '../../modules/time-of-day/kazoo.ts'
import { kazooUser } from '../../modules/user/kazoo.ts'
import { kazooVoicemail } from '../../modules/voicemail/kazoo.ts'
import { kazooSetCallerId } from '../../modules/set-caller-id/kazoo.ts'
import { kazooDynamicCallerId } from '../../modules/dynamic-caller-id/kazoo.ts'
import { kazooPrivacy } from '../../modules/privacy/kazoo.ts'
import { kazooDistinctiveRing } from '../../modules/distinctive-ring/kazoo.ts'
import { kazooLanguageStep } from '../../modules/language/kazoo.ts'
import { kazooSleep } from '../../modules/sleep/kazoo.ts'
import { kazooCallForwarding } from '../../modules/call-forwarding/kazoo.ts'
import { kazooDoNotDisturb } from '../../modules/do-not-disturb/kazoo.ts'
import { kazooHotDesk } from '../../modules/hot-desk/kazoo.ts'
import { kazooRingGroupLogin } from '../../modules/ring-group-login/kazoo.ts'
import { kazooTimeOfDaySwitch } from '../../modules/time-of-day-switch/kazoo.ts'
import { kazooAgentStatus } from '../../modules/agent-status/kazoo.ts'
import { kazooQueueLogin } from '../../modules/queue-login/kazoo.ts'
import { kazooWaitTime } from '../../modules/wait-time/kazoo.ts'
import { kazooConference } from '../../modules/conference/kazoo.ts'
import { kazooConferenceService } from '../../modules/conference-service/kazoo.ts'
import { kazooDirectory } from '../../modules/directory/kazoo.ts'
import { kazooFaxBox } from '../../modules/fax-box/kazoo.ts'
import { kazooFaxDetect } from '../../modules/fax-detect/kazoo.ts'
import { kazooReceiveFax } from '../../modules/receive-fax/kazoo.ts'
import { kazooPullCall } from '../../modules/pull-call/kazoo.ts'
import { kazooCallflowVariables, kazooGroupVariable } from '../../modules/callflow-variables/kazoo.ts'
import { kazooBranchOnVariable } from '../../modules/branch-on-variable/kazoo.ts'
import { kazooCollectDigits } from '../../modules/collect-digits/kazoo.ts'
import { kazooMatchCallerId, kazooMatchCallerIdList } from '../../modules/match-caller-id/kazoo.ts'
import { kazooPageGroup } from '../../modules/page-group/kazoo.ts'
import { kazooGroupPickup, kazooGroupPickupFeature } from '../../modules/group-pickup/kazoo.ts'
import { kazooPark } from '../../modules/park/kazoo.ts'
import { kazooRetrieve } from '../../modules/retrieve/kazoo.ts'
import { kazooValet } from '../../modules/valet/kazoo.ts'
import { kazooIntercom } from '../../modules/intercom/kazoo.ts'
import { kazooTextToSpeech } from '../../modules/text-to-speech/kazoo.ts'
import { kazooMissedCallAlert } from '../../modules/missed-call-alert/kazoo.ts'
import { kazooManualPresence } from '../../modules/manual-presence/kazoo.ts'
import { kazooPivot } from '../../modules/pivot/kazoo.ts'
import { kazooWebhook } from '../../modules/webhook/kazoo.ts'
import { kazooDisa } from '../../modules/disa/kazoo.ts'
import { kazooAccountCarrier } from '../../modules/account-carrier/kazoo.ts'
import { kazooGlobalCarrier } from '../../modules/global-carrier/kazoo.ts'
import { kazooSetCallPriority } from '../../modules/set-call-priority/kazoo.ts'
import type { KazooAction } from './action.ts'
import type { ExchangeContext } from './fields.ts'
import type { JsonObject } from './json.ts'

/** Every module that Kazoo has an action for. A test names those that are in neither this list nor `withoutAction`. */
export const kazooActions: readonly KazooAction[] = [
  kazooPlay,
  kazooGroupOfMembers,
  kazooGroup,
  kazooRingGroup,
  kazooUser,
  kazooDirectToVoicemail,
  kazooVoicemail,
  kazooConferenceService,
  kazooConference,
  kazooDirectory,
  kazooFaxBox,
  kazooReceiveFax,
  kazooFaxDetect,
  kazooCheckVoicemail,
  kazooMenu,
  kazooDevice,
  kazooCallflow,
  kazooResponse,
  kazooHangUp,
  kazooPrepend,
  kazooResetPrepend,
  kazooStartRecording,
  kazooStopRecording,
  kazooTimeOfDay,
  kazooQueue,
  kazooQubicle,
  kazooAgentStatus,
  kazooQueueLogin,
  kazooWaitTime,
  kazooSetCallerId,
  kazooDynamicCallerId,
  kazooPrivacy,
  kazooDistinctiveRing,
  kazooLanguageStep,
  kazooSleep,
  kazooCallForwarding,
  kazooDoNotDisturb,
  kazooHotDesk,
  kazooRingGroupLogin,
  kazooPullCall,
  kazooTimeOfDaySwitch,
  kazooGroupVariable,
  kazooCallflowVariables,
  kazooSetCallPriority,
  kazooBranchOnVariable,
  kazooCollectDigits,
  kazooMatchCallerId,
  kazooMatchCallerIdList,
  kazooPageGroup,
  kazooGroupPickupFeature,
  kazooGroupPickup,
  kazooEavesdropFeature,
  kazooEavesdrop,
  kazooPark,
  kazooRetrieve,
  kazooValet,
  kazooIntercom,
  kazooTextToSpeech,
  kazooMissedCallAlert,
  kazooManualPresence,
  kazooPivot,
  kazooWebhook,
  kazooDisa,
  kazooAccountCarrier,
  kazooGlobalCarrier,
]

/** Modules Kazoo has nothing like. They travel as `callwright_<type>`, which Kazoo skips as it does every unknown action. */
export const withoutAction: readonly string[] = ['office-anywhere-portal', 'push-call', 'agent-availability']

const byType = Map.groupBy(kazooActions, (action) => action.definition.type)
const byModule = Map.groupBy(kazooActions, (action) => action.module)

/** The action that suits these settings of a module: the one the step had, when it can. */
export function actionFor(
  type: string,
  settings: unknown,
  context: ExchangeContext,
  had?: { readonly action: KazooAction; readonly data: JsonObject },
): KazooAction | undefined {
  const can = (action: KazooAction, original?: JsonObject) =>
    action.suits?.(settings as never, context, original) ?? true // the module's own settings
  if (had?.action.definition.type === type && can(had.action, had.data)) return had.action
  const actions = byType.get(type)
  return actions?.find((action) => can(action)) ?? actions?.at(-1)
}

/** Any of a module's actions, for what they have in common. */
export const actionOfType = (type: string): KazooAction | undefined => byType.get(type)?.[0]

export function actionOf(module: string, data: JsonObject): KazooAction | undefined {
  return byModule.get(module)?.find(({ matches }) => matches?.(data) ?? true)
}
