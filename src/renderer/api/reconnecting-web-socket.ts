export { WebSocket as ReconnectingWebSocket } from 'partysocket'
