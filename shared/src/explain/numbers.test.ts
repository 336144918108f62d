import {
    dateText,
    daysText,
    grouped,
    moneyText,
    percentLimit,
    percentText,
    rateText,
    settingText,
    timesText,
    waitText,
} from "./numbers"

describe("numbers in sentences", () => {
    it.each([
        [0, "0 %"],
        [1e-9, "under 0.1 %"],
        [0.0005, "0.1 %"],
        [0.0042, "0.4 %"],
        [0.034, "3.4 %"],
        [0.04, "4 %"],
        [0.0994, "9.9 %"],
        [0.0996, "10 %"],
        [14 / 61, "23 %"],
        [0.994, "99 %"],
        [0.9951, "over 99 %"],
        [1, "100 %"],
    ])("share %d is %s", (share, text) => expect(percentText(share)).toBe(text))

    it("limits of a range are rounded as they come", () => {
        expect([0.0001, 0.224, 0.419, 0.9999].map(percentLimit)).toEqual(["0", "22", "42", "100"])
    })

    it.each([
        [0, "0.00"],
        [0.691, "0.69"],
        [0.9949, "0.99"],
        [0.997, "0.997"],
        [0.9999, "just below 1.0"],
        [1, "1.0"],
        [1.0002, "just above 1.0"],
        [1.004, "1.004"],
        [1.04, "1.04"],
        [1.06, "1.1"],
        [4.17, "4.2"],
        [4.97, "5.0"],
        [9.94, "9.9"],
        [9.96, "10"],
        [16.37, "16"],
        [1234.5, "1,235"],
    ])("ratio %d is %s", (ratio, text) => expect(timesText(ratio)).toBe(text))

    it.each([
        [0, "a month"],
        [0.2, "a month"],
        [1.01, "2 months"],
        [9.2, "10 months"],
        [23.9, "24 months"],
        [24, "2 years"],
        [139.3, "12 years"],
    ])("a wait of %d months is %s", (months, text) => expect(waitText(months)).toBe(text))

    it.each([
        [0, "0"],
        [999, "999"],
        [999.6, "1,000"],
        [1_641_234, "1,640,000"],
        [12.4, "12"],
        [-30_440, "-30,400"],
    ])("%d of money is %s", (amount, text) => expect(moneyText(amount)).toBe(text))

    it("keeps settings exact, and days and rates short", () => {
        expect([1.88, 0.85, 2, 1000].map(settingText)).toEqual(["1.88", "0.85", "2", "1,000"])
        expect([1, 1.04, 9.5, 31].map(daysText)).toEqual(["1 day", "1 day", "9.5 days", "31 days"])
        expect([0.54, 9.94, 9.96, 53.1].map(rateText)).toEqual(["0.5", "9.9", "10", "53"])
    })

    it("has no minus before nothing and tells days in UTC", () => {
        expect(grouped(-0.2)).toBe("0")
        expect(dateText("2026-08-31T23:59:59.999Z")).toBe("31 Aug 2026")
        expect(dateText("2026-09-01T01:00:00.000+02:00")).toBe("31 Aug 2026")
    })
})
