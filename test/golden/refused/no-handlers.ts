import { print } from 'systrace'

print('hello')
