import { mountSmallDisk } from '../postgres/small-disk'
import { callHub } from '../trial/call-hub'
import { unless } from './finding'
import { withOwnCluster } from './own-cluster'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

const DISK_MEBIBYTES = 160
const TEXT = '. '.repeat(10_000)

/** D2f: the disk of the database is full, for real. */
export const fullDisk: Scenario = {
  id: 'D2f',
  title: 'the disk of Postgres is full, and has space again later',
  short: false,
  async run(context) {
    const disk = await mountSmallDisk(DISK_MEBIBYTES)
    if (!disk) return { done: false, reason: 'a disk of its own needs the right to mount one; see D2d' }
    try {
      return await withOwnCluster(
        async (cluster) => {
          return await underFault(context, {
            name: 'd2f',
            databaseUrl: await cluster.createDatabase(),
            recoversWithinMs: 60_000,
            async fault({ customers, instances }, isOver) {
              const everybody = await customers(CONVERSATIONS)
              await talk(everybody, 3)
              await disk.fill()
              const talking = talk(everybody)
              const id = everybody[0]?.conversationId()
              const say = () =>
                callHub(instances[0]?.url ?? '', `/v1/conversations/${id}/messages`, { text: TEXT })
              // What the server has set aside beforehand is used up first.
              let answer = await say()
              for (let tries = 0; answer?.status === 202 && tries < 5_000; tries += 1) answer = await say()
              await seconds(3)
              await disk.empty()
              // It may have stopped altogether.
              const stopped = !cluster.isRunning()
              if (stopped) await cluster.restart()
              isOver()
              await talking
              return [
                ...unless(answer?.status === 503, `with a full disk, ${answer?.status} was answered`),
                `Postgres ${stopped ? 'stopped' : 'went on'}`,
              ]
            },
          })
        },
        { below: disk.folder },
      )
    } finally {
      await disk.remove()
    }
  },
}
