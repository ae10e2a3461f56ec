using System.IO.Compression;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Search;

public sealed class GitHistorySearchTests : IDisposable
{
    private static readonly string[] Keys = PlantedText.Keys;

    private readonly TestFolder _folder = new();

    public GitHistorySearchTests() => _folder.Git("init", "-q");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_that_was_removed_is_found_with_the_commit_that_brought_it_in()
    {
        _folder.Write("src/größe einer.txt", $"\nkey={Keys[0]}\nclient_secret=OLDVALUE0123\n");
        string first = Commit();
        _folder.Write("src/größe einer.txt", "key=gone\n");
        Commit();
        ConsumerKeyMention mention = Assert.Single(await FindAsync());
        Assert.Equal(
            (first, Path.Combine(_folder.Path, "src/größe einer.txt"), 2L, 5L),
            (mention.Commit!, mention.File, mention.Line, mention.Column)
        );
        Assert.Equal("Ada <ada@example.com>", mention.SuggestedOwner);
        Assert.True(mention.HasSecretNearby);
        Assert.False(mention.IsInFile);
    }

    [Fact]
    public async Task A_version_is_found_once_however_many_commits_and_paths_have_it()
    {
        _folder.Write("a", Keys[0]);
        string first = Commit();
        _folder.Write("b", Keys[0]);
        Commit();
        _folder.Write("a", "changed");
        Commit();
        _folder.Write("a", Keys[0]);
        Commit();
        Assert.Equal(first, Assert.Single(await FindAsync()).Commit);
    }

    [Fact]
    public async Task Other_branches_tags_stashes_and_the_content_of_merges_are_searched()
    {
        _folder.Write("f", "base\n");
        Commit();
        _folder.Git("checkout", "-qb", "side");
        _folder.Write("side", Keys[1]);
        _folder.Write("f", "side\n");
        Commit();
        _folder.Git("tag", "old");
        _folder.Git("checkout", "-q", "main");
        _folder.Write("f", "main\n");
        Commit();
        Assert.Throws<InvalidOperationException>(() => _folder.Git("merge", "-q", "old"));

        // The key comes in by the resolution of a conflict: no parent has it.
        _folder.Write("f", $"both {Keys[2]}\n");
        Commit();
        _folder.Git("branch", "-qD", "side");
        _folder.Write("f", $"stashed {Keys[3]}\n");
        _folder.Git("stash", "-q");
        Assert.Equal(
            [Keys[1], Keys[2], Keys[3]],
            (await FindAsync()).Select(mention => mention.GetConsumerKey()).OrderBy(key => Array.IndexOf(Keys, key)),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task Only_the_history_of_the_given_path_is_searched()
    {
        _folder.Write("a/x", Keys[0]);
        _folder.Write("b/x", Keys[1]);
        Commit();
        File.Delete(Path.Combine(_folder.Path, "a/x"));
        _folder.Write("a/y", "left");
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

        _folder.Write("a.zip", packed.ToArray());
        _folder.Write("empty", "");
        _folder.Write("large", new string(' ', 3_000_000) + Keys[1]);
        Commit();
        List<ConsumerKeyMention> found = await FindAsync();
        Assert.Equal([("inner.txt", 1L), (null, 3_000_001L)], found.Select(mention => (mention.Entry, mention.Column)));
    }

    [Fact]
    public async Task A_bare_repository_has_a_history_too()
    {
        _folder.Write("x", Keys[0]);
        Commit();
        _folder.Git("clone", "-q", "--bare", ".", "bare.git");
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

        _folder.Write("x", Keys[0]);
        _folder.Write(".gitattributes", "* diff=trap");
        Commit();
        string trace = Path.Combine(_folder.Path, "trap.log");
        string trap = _folder.Write("trap.sh", $"#!/bin/sh\necho $* >> '{trace}'\n");
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
            _folder.Git("config", setting, trap);
        }

        _folder.Git("config", "log.showSignature", "true");
        Assert.Single(await FindAsync());
        Assert.Single(
            await new ConsumerKeySearch(new ConsumerKeySearchOptions())
                .SearchAsync([Path.Combine(_folder.Path, "x")])
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
        Assert.Equal("ProgramFailed", error.ErrorId);
    }

    private string Commit()
    {
        _folder.Git("add", "-A");
        _folder.Git("commit", "-qm", "x");
        return _folder.Git("rev-parse", "HEAD");
    }

    private async Task<List<ConsumerKeyMention>> FindAsync(string part = "") =>
        [
            .. (
                await new GitHistorySearch(KnownKeys.Any).SearchAsync(Path.Combine(_folder.Path, part)).ToListAsync()
            ).Select(result => result.Mention ?? throw result.Error!),
        ];
}
