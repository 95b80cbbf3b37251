import { testConnector } from '../test-connector'
import { fakeSubject } from './fake-subject'

testConnector(fakeSubject('a fake that does everything right'))
