// The whole public surface, by hand: whatever is not named here can change without anybody noticing.

export { myPlatform } from './connector'
export type { MyPlatformSettings } from './settings'
