import type { api } from '../../api/client.ts'
import { formatDuration } from '../../forms/time-words.ts'

export type QueueEvent = Awaited<ReturnType<ReturnType<typeof api>['operate']['queues']['log']>>[number]

/** What happened, after the name of the agent where it names one. */
export function eventWords({ kind, agentId, waitMs, talkMs, about }: QueueEvent): string {
  const waited = formatDuration(waitMs)
  switch (kind) {
    case 'answered':
      return `answered after ${waited}`
    case 'talked':
      return `talked for ${formatDuration(talkMs)}`
    case 'gone':
      return `A caller hung up after ${waited}`
    case 'exit-key':
      return `A caller left by the key after ${waited}`
    case 'timeout':
      return `A caller waited too long: ${waited}`
    case 'forwarded':
      return `A caller was forwarded after ${waited}`
    case 'full':
      return 'A caller was turned away: the queue was full'
    case 'callback':
      return `A caller asked to be called back after ${waited}`
    case 'called-back':
      return 'reached somebody who was called back'
    case 'callback-dropped':
      return about === '' ? 'A call back came to nothing' : `A call back came to nothing: ${about}`
    case 'missed':
      return 'did not answer'
    case 'pause':
      return about === '' ? 'began a break' : `began a break: ${about}`
    case 'resume':
      return 'ended the break'
    case 'log-in':
      return agentId === '' ? 'Somebody logged in' : 'logged in'
    case 'log-out':
      return agentId === '' ? 'Somebody logged out' : 'logged out'
  }
}
