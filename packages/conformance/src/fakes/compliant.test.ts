import { testConnector } from '../test-connector'
import { fakeSubject, idempotentSubject, replyingSubject } from './variants'

testConnector(fakeSubject('a fake that does everything right'))
testConnector(idempotentSubject('a fake whose platform recognises repeats, and whose starts are looked up'))
testConnector(replyingSubject('a fake whose platform speaks in replies'))
