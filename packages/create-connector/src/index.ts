export { type CreatedConnector, createConnector } from './create-connector'
