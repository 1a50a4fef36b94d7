import type { ModuleDefinition } from '../define-module.ts'
import { callForwarding } from './call-forwarding/call-forwarding.ts'
import { doNotDisturb } from './do-not-disturb/do-not-disturb.ts'
import { hotDesk } from './hot-desk/hot-desk.ts'
import { ringGroupLogin } from './ring-group-login/ring-group-login.ts'
import { timeOfDaySwitch } from './time-of-day-switch/time-of-day-switch.ts'
import { agentAvailability } from './agent-availability/agent-availability.ts'
import { agentStatus } from './agent-status/agent-status.ts'
import { queueLogin } from './queue-login/queue-login.ts'
import { setCallPriority } from './set-call-priority/set-call-priority.ts'
import { waitTime } from './wait-time/wait-time.ts'
import { officeAnywherePortal } from './office-anywhere-portal/office-anywhere-portal.ts'
import { pullCall } from './pull-call/pull-call.ts'
import { pushCall } from './push-call/push-call.ts'
import { callflowStep } from './callflow/callflow.ts'
import { checkVoicemail } from './check-voicemail/check-voicemail.ts'
import { conferenceService } from './conference-service/conference-service.ts'
import { conferenceStep } from './conference/conference.ts'
import { deviceStep } from './device/device.ts'
import { directToVoicemail } from './direct-to-voicemail/direct-to-voicemail.ts'
import { directoryStep } from './directory/directory.ts'
import { faxBoxStep } from './fax-box/fax-box.ts'
import { faxDetect } from './fax-detect/fax-detect.ts'
import { hangUp } from './hang-up/hang-up.ts'
import { menuStep } from './menu/menu.ts'
import { playMedia } from './play-media/play-media.ts'
import { prepend } from './prepend/prepend.ts'
import { queueStep } from './queue/queue.ts'
import { receiveFax } from './receive-fax/receive-fax.ts'
import { resetPrepend } from './reset-prepend/reset-prepend.ts'
import { response } from './response/response.ts'
import { ringGroup } from './ring-group/ring-group.ts'
import { startRecording } from './start-recording/start-recording.ts'
import { stopRecording } from './stop-recording/stop-recording.ts'
import { timeOfDay } from './time-of-day/time-of-day.ts'
import { userStep } from './user/user.ts'
import { voicemail } from './voicemail/voicemail.ts'
import { setCallerId } from './set-caller-id/set-caller-id.ts'
import { dynamicCallerId } from './dynamic-caller-id/dynamic-caller-id.ts'
import { privacy } from './privacy/privacy.ts'
import { distinctiveRing } from './distinctive-ring/distinctive-ring.ts'
import { languageStep } from './language/language.ts'
import { sleep } from './sleep/sleep.ts'
import { callflowVariables } from './callflow-variables/callflow-variables.ts'
import { branchOnVariable } from './branch-on-variable/branch-on-variable.ts'
import { collectDigits } from './collect-digits/collect-digits.ts'
import { matchCallerId } from './match-caller-id/match-caller-id.ts'
import { pageGroup } from './page-group/page-group.ts'
import { eavesdrop } from './eavesdrop/eavesdrop.ts'
import { groupPickup } from './group-pickup/group-pickup.ts'
import { park } from './park/park.ts'
import { retrieve } from './retrieve/retrieve.ts'
import { valet } from './valet/valet.ts'
import { intercom } from './intercom/intercom.ts'
import { textToSpeech } from './text-to-speech/text-to-speech.ts'
import { missedCallAlert } from './missed-call-alert/missed-call-alert.ts'
import { manualPresence } from './manual-presence/manual-presence.ts'
import { pivot } from './pivot/pivot.ts'
import { webhook } from './webhook/webhook.ts'
import { disa } from './disa/disa.ts'
import { accountCarrier } from './account-carrier/account-carrier.ts'
import { globalCarrier } from './global-carrier/global-carrier.ts'

/** Every module, in palette order within its category. One line each. */
export const modules: readonly ModuleDefinition[] = [
  playMedia,
  ringGroup,
  conferenceStep,
  userStep,
  voicemail,
  menuStep,
  deviceStep,
  callflowStep,
  conferenceService,
  directoryStep,
  faxBoxStep,
  receiveFax,
  faxDetect,
  checkVoicemail,
  directToVoicemail,
  response,
  hangUp,
  prepend,
  resetPrepend,
  startRecording,
  stopRecording,
  timeOfDay,
  timeOfDaySwitch,
  queueStep,
  agentAvailability,
  setCallPriority,
  waitTime,
  agentStatus,
  queueLogin,
  eavesdrop,
  setCallerId,
  dynamicCallerId,
  privacy,
  distinctiveRing,
  languageStep,
  sleep,
  callForwarding,
  doNotDisturb,
  hotDesk,
  ringGroupLogin,
  officeAnywherePortal,
  pushCall,
  pullCall,
  callflowVariables,
  branchOnVariable,
  collectDigits,
  matchCallerId,
  pageGroup,
  groupPickup,
  park,
  retrieve,
  valet,
  intercom,
  textToSpeech,
  missedCallAlert,
  manualPresence,
  pivot,
  webhook,
  disa,
  accountCarrier,
  globalCarrier,
]

const byType = new Map(modules.map((definition) => [definition.type, definition]))

/** Undefined for a type this version does not know: such nodes are kept, drawn as unknown and skipped. */
export function moduleFor(type: string): ModuleDefinition | undefined {
  return byType.get(type)
}
