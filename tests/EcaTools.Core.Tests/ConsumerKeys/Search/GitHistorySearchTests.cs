using System.IO.Compression;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Search;

public sealed class GitHistorySearchTests : IDisposable
{
    private static readonly string[] Keys = PlantedText.Keys;

    private readonly TestFolder folder = new();

    public GitHistorySearchTests() => folder.Git("init", "-q");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_key_that_was_removed_is_found_with_the_commit_that_brought_it_in()
    {
        folder.Write("src/größe einer.txt", $"\nkey={Keys[0]}\nclient_secret=OLDVALUE0123\n");
        string first = Commit();
        folder.Write("src/größe einer.txt", "key=gone\n");
        Commit();
        ConsumerKeyMention mention = Assert.Single(await FindAsync());
        Assert.Equal(
            (first, Path.Combine(folder.Path, "src/größe einer.txt"), 2L, 5L),
            (mention.Commit!, mention.File, mention.Line, mention.Column)
        );
        Assert.Equal("Ada <ada@example.com>", mention.SuggestedOwner);
        Assert.True(mention.HasSecretNearby);
        Assert.False(mention.IsInFile);
    }

    [Fact]
    public async Task A_version_is_found_once_however_many_commits_and_paths_have_it()
    {
        folder.Write("a", Keys[0]);
        string first = Commit();
        folder.Write("b", Keys[0]);
        Commit();
        folder.Write("a", "changed");
        Commit();
        folder.Write("a", Keys[0]);
        Commit();
        Assert.Equal(first, Assert.Single(await FindAsync()).Commit);
    }

    [Fact]
    public async Task Other_branches_tags_stashes_and_the_content_of_merges_are_searched()
    {
        folder.Write("f", "base\n");
        Commit();
        folder.Git("checkout", "-qb", "side");
        folder.Write("side", Keys[1]);
        folder.Write("f", "side\n");
        Commit();
        folder.Git("tag", "old");
        folder.Git("checkout", "-q", "main");
        folder.Write("f", "main\n");
        Commit();
        Assert.Throws<InvalidOperationException>(() => folder.Git("merge", "-q", "old"));

        // The key comes in by the resolution of a conflict: no parent has it.
        folder.Write("f", $"both {Keys[2]}\n");
        Commit();
        folder.Git("branch", "-qD", "side");
        folder.Write("f", $"stashed {Keys[3]}\n");
        folder.Git("stash", "-q");
        Assert.Equal(
            [Keys[1], Keys[2], Keys[3]],
            (await FindAsync()).Select(mention => mention.GetConsumerKey()).OrderBy(key => Array.IndexOf(Keys, key)),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task Only_the_history_of_the_given_path_is_searched()
    {
        folder.Write("a/x", Keys[0]);
        folder.Write("b/x", Keys[1]);
        Commit();
        File.Delete(Path.Combine(folder.Path, "a/x"));
        folder.Write("a/y", "left");
        Commit();
        Assert.Equal(Keys[0], Assert.Single(await FindAsync("a")).GetConsumerKey());
        Assert.Equal(Keys[1], Assert.Single(await FindAsync("b/x")).GetConsumerKey());
    }

    [Fact]
    public async Task Archives_of_the_past_are_looked_into_and_empty_and_large_files_do_not_disturb()
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create))
        {
            using StreamWriter entry = new(zip.CreateEntry("inner.txt").Open());
            entry.Write(Keys[0]);
        }

        folder.Write("a.zip", packed.ToArray());
        folder.Write("empty", "");
        folder.Write("large", new string(' ', 3_000_000) + Keys[1]);
        Commit();
        List<ConsumerKeyMention> found = await FindAsync();
        Assert.Equal([("inner.txt", 1L), (null, 3_000_001L)], found.Select(mention => (mention.Entry, mention.Column)));
    }

    [Fact]
    public async Task A_bare_repository_has_a_history_too()
    {
        folder.Write("x", Keys[0]);
        Commit();
        folder.Git("clone", "-q", "--bare", ".", "bare.git");
        Assert.Single(await FindAsync("bare.git"));
    }

    [Fact]
    public async Task A_program_that_the_repository_names_is_not_run()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The trap is a shell script.");
            return;
        }

        folder.Write("x", Keys[0]);
        folder.Write(".gitattributes", "* diff=trap");
        Commit();
        string trace = Path.Combine(folder.Path, "trap.log");
        string trap = folder.Write("trap.sh", $"#!/bin/sh\necho $* >> '{trace}'\n");
        File.SetUnixFileMode(trap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (
            string setting in new[]
            {
                "core.fsmonitor",
                "diff.external",
                "diff.trap.textconv",
                "diff.trap.command",
                "gpg.program",
                "core.pager",
                "core.sshCommand",
            }
        )
        {
            folder.Git("config", setting, trap);
        }

        folder.Git("config", "log.showSignature", "true");
        Assert.Single(await FindAsync());
        Assert.Single(
            await new ConsumerKeySearch(new ConsumerKeySearchOptions())
                .SearchAsync([Path.Combine(folder.Path, "x")])
                .ToListAsync()
        );
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task A_folder_outside_of_any_repository_is_said()
    {
        using TestFolder other = new();
        EcaException error = await Assert.ThrowsAsync<EcaException>(async () =>
            await new GitHistorySearch(KnownKeys.Any).SearchAsync(other.Path).ToListAsync()
        );
        Assert.Equal("NotInRepository", error.ErrorId);
    }

    private string Commit()
    {
        folder.Git("add", "-A");
        folder.Git("commit", "-qm", "x");
        return folder.Git("rev-parse", "HEAD");
    }

    private async Task<List<ConsumerKeyMention>> FindAsync(string part = "") =>
        [
            .. (
                await new GitHistorySearch(KnownKeys.Any).SearchAsync(Path.Combine(folder.Path, part)).ToListAsync()
            ).Select(result => result.Mention ?? throw result.Error!),
        ];
}
