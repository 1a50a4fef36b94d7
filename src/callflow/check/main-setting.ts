/** The setting without which a step of that type does nothing. */
export const mainSetting: Readonly<Record<string, string>> = {
  'play-media': 'mediaId',
  'ring-group': 'members',
  user: 'userId',
  device: 'deviceId',
  voicemail: 'mailboxId',
  menu: 'menuId',
  queue: 'queueId',
  callflow: 'callflowId',
  'time-of-day': 'routes',
  'page-group': 'members',
  'time-of-day-switch': 'rules',
  'agent-availability': 'queueId',
  'wait-time': 'queueId',
  'queue-login': 'queueId',
  'ring-group-login': 'callflowId',
  'office-anywhere-portal': 'portalId',
  'fax-box': 'faxBoxId',
  'receive-fax': 'userId',
  webhook: 'url',
  pivot: 'url',
  'text-to-speech': 'text',
}

export const isChosen = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== ''
