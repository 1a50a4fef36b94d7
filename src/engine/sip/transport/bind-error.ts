import type { ListenPoint } from '../user-agent.ts'
import { PortInUseError } from './sip-transport.ts'

/** Names the listen point in whatever the operating system says. */
export function bindError(point: ListenPoint, error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code // what node:net and node:dgram attach
  if (code === 'EADDRINUSE') return new PortInUseError(point)
  return new Error(`SIP ${point.transport} ${point.host}:${point.port} cannot be bound: ${code ?? error.message}`, {
    cause: error,
  })
}
