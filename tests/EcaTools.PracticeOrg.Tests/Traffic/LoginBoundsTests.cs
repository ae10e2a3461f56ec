using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.Traffic;

/// <summary>A condition on logins gives the same rows whether the org makes up all logins or only those within the
/// condition's bounds. A double negation says the same and has no bounds.</summary>
public sealed class LoginBoundsTests
{
    [Theory]
    [InlineData("LoginTime >= {0}")]
    [InlineData("LoginTime > {0}")]
    [InlineData("LoginTime < {0}")]
    [InlineData("LoginTime <= {0}")]
    [InlineData("LoginTime = YESTERDAY")]
    [InlineData("LoginTime != {0}")]
    [InlineData("LoginTime = LAST_N_DAYS:3")]
    [InlineData("LoginTime > YESTERDAY")]
    [InlineData("LoginTime >= YESTERDAY")]
    [InlineData("LoginTime < YESTERDAY")]
    [InlineData("LoginTime <= YESTERDAY")]
    [InlineData("UserId = '{1}'")]
    [InlineData("UserId IN ('{1}', '{2}')")]
    [InlineData("UserId NOT IN ('{1}')")]
    [InlineData("UserId = '{1}' AND LoginTime < {0}")]
    [InlineData("UserId = '{1}' OR LoginTime < {0}")]
    [InlineData("(UserId IN ('{1}', '{2}') AND LoginTime >= {0}) AND UserId != '{2}'")]
    public async Task A_condition_gives_the_same_logins_with_bounds_and_without(string condition)
    {
        await using PracticeClient client = new();
        JsonElement[] logins =
        [
            .. (await client.QueryAsync("SELECT UserId, LoginTime FROM LoginHistory ORDER BY LoginTime"))
                .GetProperty("records")
                .EnumerateArray(),
        ];
        JsonElement middle = logins[logins.Length / 2];
        string user = middle.GetProperty("UserId").GetString()!;
        string other = logins.Select(row => row.GetProperty("UserId").GetString()!).First(id => id != user);
        string time = middle.GetProperty("LoginTime").GetString()!.Replace("+0000", "Z", StringComparison.Ordinal);
        string where = condition
            .Replace("{0}", time, StringComparison.Ordinal)
            .Replace("{1}", user, StringComparison.Ordinal)
            .Replace("{2}", other, StringComparison.Ordinal);

        string[] bounded = await IdsAsync(client, where);

        Assert.Equal(await IdsAsync(client, $"NOT (NOT ({where}))"), bounded);
        Assert.NotEmpty(bounded);
    }

    private static async Task<string[]> IdsAsync(PracticeClient client, string where) =>
        [
            .. (await client.QueryAsync($"SELECT Id FROM LoginHistory WHERE {where} ORDER BY Id LIMIT 2000"))
                .GetProperty("records")
                .EnumerateArray()
                .Select(row => row.GetProperty("Id").GetString()!),
        ];
}
