import type { Document, FlowNode, Mailbox, Queue } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding } from './finding.ts'
import { insideHost } from './inside-address.ts'
import { nameOf } from './step-words.ts'

type Told = Pick<Finding, 'code' | 'severity' | 'message' | 'fix'>

/** Settings of steps that the engine asks on the web (ADR 102), by type. */
const urlsOfSteps: Readonly<Record<string, readonly string[]>> = {
  webhook: ['url'],
  pivot: ['url'],
  'start-recording': ['url'],
}

/** A step would ask inside one's own network, and the account does not let it: nobody would say so before the call does. */
export function checkWebOfStep(node: FlowNode, settings: unknown, design: DesignSnapshot): Told[] {
  if (node.disabled) return []
  const urls = (urlsOfSteps[node.type] ?? []).map((key): unknown => Reflect.get(Object(settings), key))
  return refusedInside(design, urls, nameOf(node))
}

/** The same of queues and mailboxes, which tell what has happened. */
export function checkWebOf(document: Queue | Mailbox, design: DesignSnapshot): Finding[] {
  const urls =
    document.kind === 'mailbox'
      ? [document.notifyUrl]
      : [document.reportUrl, document.recordCalls ? document.recordingUrl : '']
  return refusedInside(design, urls, `"${document.name}"`).map((told) => ({ ...told, documentId: document.id }))
}

function refusedInside({ account }: DesignSnapshot, urls: readonly unknown[], who: string): Told[] {
  if (account?.allowsPrivateWeb) return []
  const inside = urls.flatMap((url) => (typeof url === 'string' ? (insideHost(url) ?? []) : []))
  const [host] = inside
  if (host === undefined) return []
  const message = `${who} asks ${host}, which is inside your own network: the engine refuses that, as the account lets web addresses lead outside only.`
  const put: Document[] = account ? [{ ...account, allowsPrivateWeb: true }] : []
  return [
    {
      code: 'web-address-inside',
      severity: 'warning',
      message,
      ...(account && { fix: { label: 'Let web addresses be inside ones', put } }),
    },
  ]
}
