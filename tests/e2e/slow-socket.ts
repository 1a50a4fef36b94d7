import type { Page } from 'playwright-core'

/** The line between a page and the back room, which can be held: nothing is lost, everything comes later and in order. */
export class SlowSocket {
  #isHeld = false
  #waiting: (() => void)[] = []

  /** Before the page is opened. */
  async follow(page: Page): Promise<void> {
    await page.routeWebSocket(/\/rpc$/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => this.#pass(() => server.send(message)))
      server.onMessage((message) => this.#pass(() => socket.send(message)))
    })
  }

  hold(): void {
    this.#isHeld = true
  }

  release(): void {
    this.#isHeld = false
    for (const send of this.#waiting.splice(0)) send()
  }

  #pass(send: () => void): void {
    if (this.#isHeld) this.#waiting.push(send)
    else send()
  }
}
