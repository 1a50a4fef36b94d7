import type { TransportPeer } from '../transport/transport.ts'
import type { Credentials, KeptSession, ResumedSession } from '../user-agent.ts'
import { DialogChannel } from './dialog-channel.ts'
import { DialogSession } from './dialog-session.ts'
import type { SessionHost } from './session-host.ts'

/** We may have sent so many requests since the dialog was written down; numbers may be left out, and none may come again (RFC 3261 §12.2.2). */
const MOST_UNWRITTEN = 1_000

/** A dialog of a call that was answered before we were started, whoever sent the INVITE. */
export class ResumedInvite extends DialogSession implements ResumedSession {
  readonly sipCallId: string
  readonly isCallIdOwner: boolean

  constructor(
    host: SessionHost,
    { dialog, flow, isCallIdOwner, heardFrom, timer }: KeptSession,
    credentials: Credentials | undefined,
  ) {
    super(host)
    this.sipCallId = dialog.sipCallId
    this.isCallIdOwner = isCallIdOwner
    this.heardFrom = heardFrom
    const ahead = { ...dialog, localCseq: dialog.localCseq + MOST_UNWRITTEN }
    const channel = new DialogChannel(host, { dialog: ahead, flow, credentials })
    this.channel = channel
    host.addDialog(channel.id, this)
    this.confirm()
    if (timer !== undefined) this.resumeTimer(timer)
  }

  /** It was answered. */
  protected override openOffer(): 'none' {
    return 'none'
  }

  moveTo(flow: TransportPeer): void {
    if (this.channel !== undefined) this.channel.flow = flow
  }

  /** Nobody has been heard from since we started, perhaps: what our own address is there has to be found out. */
  override async reinvite(sdpOffer: string): ReturnType<ResumedSession['reinvite']> {
    if (this.channel !== undefined) await this.host.prepare(this.channel.flow)?.catch(() => undefined)
    return super.reinvite(sdpOffer)
  }

  protected override endEarly(): void {} // it was answered

  protected override forget(): void {
    if (this.channel !== undefined) this.host.removeDialog(this.channel.id)
  }
}
