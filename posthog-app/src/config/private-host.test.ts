import {isEncrypted} from "./private-host"

it.each([
    ["https://api.attio.com", true],
    ["http://api.attio.com", false],
    ["HTTP://API.ATTIO.COM", false],
    ["http://127.0.0.1:8080", true],
    ["http://[::1]:8080", true],
    ["http://attio:9000/v2", true],
    ["http://10.0.0.5", true],
    ["http://10.0.0.5.example.com", false],
    ["http://127.0.0.1@evil.example", false],
    ["ftp://127.0.0.1", false],
])("%s: %s", (address, expected) => expect(isEncrypted(address)).toBe(expected))
