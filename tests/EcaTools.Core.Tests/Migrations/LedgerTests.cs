using System.Security.Cryptography;
using System.Text;
using EcaTools.Core.Migrations.Ledgers;
using Xunit;

namespace EcaTools.Core.Tests.Migrations;

/// <summary>The chain of the ledger: what was written holds, and whatever is done to it is found with its line.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly MigrationScene _scene = new(MigrationScene.App("Portal", "job"));

    public LedgerTests()
    {
        for (int i = 0; i < 4; i++)
        {
            _scene.Add("Inventory", "Portal", with: entry => entry with { Detail = "ünïcode \"quoted\" \\ <b>" });
        }
    }

    [Fact]
    public void What_was_written_is_read()
    {
        MigrationLedger ledger = _scene.Open().Ledger;
        Assert.Equal(LedgerState.Intact, ledger.State);
        Assert.Equal([1, 2, 3, 4], ledger.Entries.Select(entry => entry.Line));
        Assert.All(
            ledger.Entries,
            entry =>
            {
                Assert.Equal("ünïcode \"quoted\" \\ <b>", entry.Detail);
                Assert.Equal(_scene.Clock.GetUtcNow(), entry.At);
                Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", entry.By);
            }
        );
    }

    [Fact]
    public void The_chain_can_be_checked_with_sha256_alone()
    {
        string previous = new('0', 64);
        foreach (string line in File.ReadAllLines(_scene.LedgerPath))
        {
            string hash = line.Substring(9, 64);
            string rest = line[75..];
            Assert.Equal(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(rest))).ToLowerInvariant(), hash);
            Assert.StartsWith($"\"previous\":\"{previous}\"", rest, StringComparison.Ordinal);
            previous = hash;
        }
    }

    [Theory]
    [InlineData("changed", 2)]
    [InlineData("removed", 2)]
    [InlineData("moved", 2)]
    [InlineData("inserted", 3)]
    [InlineData("first removed", 1)]
    [InlineData("garbage", 5)]
    [InlineData("empty line", 3)]
    public void Whatever_is_done_to_a_line_breaks_the_chain_there_and_nothing_is_added(string what, int line)
    {
        List<string> lines = [.. File.ReadAllLines(_scene.LedgerPath)];
        switch (what)
        {
            case "changed":
                lines[1] = lines[1].Replace("Passed", "Failed", StringComparison.Ordinal);
                break;
            case "removed":
                lines.RemoveAt(1);
                break;
            case "moved":
                (lines[1], lines[2]) = (lines[2], lines[1]);
                break;
            case "inserted":
                lines.Insert(2, lines[0]);
                break;
            case "first removed":
                lines.RemoveAt(0);
                break;
            case "garbage":
                lines.Add("{}");
                break;
            default:
                lines.Insert(2, "");
                break;
        }

        File.WriteAllText(_scene.LedgerPath, string.Join('\n', lines) + "\n");
        byte[] before = File.ReadAllBytes(_scene.LedgerPath);
        MigrationLedger ledger = _scene.Open().Ledger;
        Assert.Equal(LedgerState.Broken, ledger.State);
        Assert.Equal(line - 1, ledger.Entries.Length);
        Assert.Equal("LedgerBroken", ledger.Problem!.ErrorId);
        Assert.Contains($"{_scene.LedgerPath}:{line}:", ledger.Problem.Message, StringComparison.Ordinal);
        Assert.Equal("LedgerBroken", Assert.Throws<EcaException>(() => _scene.Add("Inventory")).ErrorId);
        Assert.Equal(before, File.ReadAllBytes(_scene.LedgerPath));
    }

    [Fact]
    public void A_last_line_that_was_cut_is_named()
    {
        byte[] bytes = File.ReadAllBytes(_scene.LedgerPath);
        File.WriteAllBytes(_scene.LedgerPath, bytes[..^20]);
        EcaException problem = _scene.Open().Ledger.Problem!;
        Assert.Equal("LedgerBroken", problem.ErrorId);
        Assert.Equal(4, problem.Line);
    }

    [Fact]
    public void The_marks_of_a_merge_conflict_are_named()
    {
        List<string> lines = [.. File.ReadAllLines(_scene.LedgerPath)];
        lines.Insert(2, "<<<<<<< HEAD");
        File.WriteAllText(_scene.LedgerPath, string.Join('\n', lines) + "\n");
        EcaException problem = _scene.Open().Ledger.Problem!;
        Assert.Equal("DocumentInvalid", problem.ErrorId);
        Assert.Contains($"{_scene.LedgerPath}:3", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_of_Windows_do_not_break_the_chain()
    {
        string text = File.ReadAllText(_scene.LedgerPath);
        File.WriteAllText(_scene.LedgerPath, text.Replace("\n", "\r\n", StringComparison.Ordinal));
        _scene.Add("Inventory", "Portal");
        Assert.Equal(5, _scene.Open().Ledger.Entries.Length);
    }

    [Fact]
    public async Task Writers_at_once_lose_no_entry()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _scene.Add("Inventory", "Portal"))));
        MigrationLedger ledger = _scene.Open().Ledger;
        Assert.Equal(LedgerState.Intact, ledger.State);
        Assert.Equal(24, ledger.Entries.Length);
    }

    [Fact]
    public void What_looks_like_a_secret_does_not_get_in()
    {
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        EcaException refused = Assert.Throws<EcaException>(() =>
            _scene.Add("Inventory", "Portal", with: entry => entry with { Detail = $"secret {secret}" })
        );
        Assert.Equal("SecretInFile", refused.ErrorId);
        Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, File.ReadAllText(_scene.LedgerPath), StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();
}
