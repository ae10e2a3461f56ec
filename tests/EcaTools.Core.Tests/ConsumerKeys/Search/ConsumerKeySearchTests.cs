using System.IO.Compression;
using System.Text;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Rewrite;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Search;

public sealed class ConsumerKeySearchTests : IDisposable
{
    private static readonly string Key = PlantedText.Keys[0];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_below_a_folder_is_searched_in_the_order_of_the_paths()
    {
        string[] names = ["b/.hidden/x", "a.txt", "b/c/deep.json", ".env", "node_modules/m/index.js", "b.txt"];
        foreach (string name in names)
        {
            _folder.Write(name, $"\n  key={Key}");
        }

        List<ConsumerKeyMention> found = await FindAsync();
        string[] order = [".env", "a.txt", "b/.hidden/x", "b/c/deep.json", "b.txt", "node_modules/m/index.js"];
        Assert.Equal(
            order.Select(name => Path.Combine(_folder.Path, name)),
            found.Select(mention => mention.File),
            StringComparer.Ordinal
        );
        Assert.All(found, mention => Assert.Equal((2L, 7L, 7L), (mention.Line, mention.Column, mention.Offset)));
    }

    [Fact]
    public async Task However_many_threads_search_the_results_are_the_same()
    {
        for (int i = 0; i < 700; i++)
        {
            _folder.Write($"d{i % 7}/f{i}", i % 3 == 0 ? $"{new string('\n', i)}{Key} {Key}" : "nothing");
        }

        List<string> one = [.. (await FindAsync(threads: 1)).Select(mention => mention.Location)];
        Assert.Equal(234 * 2, one.Count);
        Assert.Equal(one, (await FindAsync(threads: 8)).Select(mention => mention.Location), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("a.gz", "1F8B0800", "gzip")]
    [InlineData("a.bz2", "425A683931415926", "bzip2")]
    [InlineData("a.xz", "FD377A585A00", "xz")]
    [InlineData("a.zst", "28B52FFD", "Zstandard")]
    [InlineData("a.7z", "377ABCAF271C", "7-Zip")]
    [InlineData("a.rar", "526172211A07", "RAR")]
    [InlineData("a.pdf", "255044462D312E370A2F46696C746572202F466C6174654465636F6465", "compressed PDF")]
    public async Task A_file_that_is_compressed_in_a_way_that_is_not_opened_is_an_error_of_its_own(
        string name,
        string begin,
        string format
    )
    {
        string path = _folder.Write(name, [.. Convert.FromHexString(begin), .. Encoding.UTF8.GetBytes($" {Key} ")]);
        List<ConsumerKeySearchResult> results = [];
        await foreach (
            ConsumerKeySearchResult result in new ConsumerKeySearch(
                new ConsumerKeySearchOptions { Keys = KnownKeys.Any }
            ).SearchAsync([_folder.Path])
        )
        {
            results.Add(result);
        }

        // What can be read of it is searched all the same.
        Assert.Single(results, result => result.Mention is not null);
        EcaException error = Assert.Single(results, result => result.Error is not null).Error!;
        Assert.Equal("NotSearched", error.ErrorId);
        Assert.Equal($"{path}: the file is compressed ({format}), so keys in it may be missing.", error.Message);
    }

    [Fact]
    public async Task A_document_that_is_not_compressed_is_no_error()
    {
        _folder.Write("a.pdf", $"%PDF-1.4\nstream {Key} endstream");
        Assert.Single(await FindAsync());
    }

    [Fact]
    public async Task Undo_files_are_left_out_and_counted()
    {
        _folder.Write("a.txt", Key);
        KeyUndoFile undo = new(Path.Combine(_folder.Path, "EcaConsumerKey-1.undo.jsonl"));
        undo.Add(
            new KeyUndo(
                Path.Combine(_folder.Path, "a.txt"),
                "00",
                "11",
                [new KeyUndoEdit(0, KeyForm.Plain, Key, PlantedText.Keys[1], null)]
            )
        );
        ConsumerKeySearch search = new(new ConsumerKeySearchOptions { Keys = KnownKeys.Any });
        List<ConsumerKeySearchResult> results = [];
        await foreach (ConsumerKeySearchResult result in search.SearchAsync([_folder.Path]))
        {
            results.Add(result);
        }

        Assert.EndsWith("a.txt", Assert.Single(results).Mention!.File, StringComparison.Ordinal);
        Assert.Equal(1, search.UndoFiles);
    }

    [Fact]
    public async Task What_is_excluded_is_left_out_by_name_or_path()
    {
        foreach (string name in new[] { "node_modules/x", "src/a.dll", "src/a.cs", "docs/x/a.md", "docs/b.md" })
        {
            _folder.Write(name, Key);
        }

        Assert.Equal(
            ["docs/b.md", "src/a.cs"],
            (await FindAsync("node_modules", "*.dll", "docs/x")).Select(Relative),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task The_inside_of_git_is_left_to_the_history()
    {
        _folder.Write(".git/config", Key);
        _folder.Write("sub/.git/objects/x", Key);
        _folder.Write("sub/.gitignore", Key);
        Assert.Equal(["sub/.gitignore"], (await FindAsync()).Select(Relative), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_path_inside_another_is_not_searched_twice()
    {
        string file = _folder.Write("a/b.txt", Key);
        ConsumerKeySearch search = new(new ConsumerKeySearchOptions());
        Assert.Single(
            await search
                .SearchAsync([
                    _folder.Path,
                    Path.Combine(_folder.Path, "a"),
                    file,
                    _folder.Path + Path.DirectorySeparatorChar,
                ])
                .ToListAsync()
        );
    }

    [Fact]
    public async Task No_link_is_followed_and_the_search_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        using TestFolder outside = new();
        outside.Write("secret.txt", Key);
        _folder.Write("a/x.txt", Key);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a/loop"), _folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "out"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "file"), Path.Combine(outside.Path, "secret.txt"));
        ConsumerKeySearch search = new(new ConsumerKeySearchOptions());
        Assert.Single(await search.SearchAsync([_folder.Path]).ToListAsync());
        Assert.Equal(3, search.Links);
    }

    [Fact]
    public async Task A_pipe_does_not_hold_the_search_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo is not everywhere.");
        using (
            System.Diagnostics.Process make = System.Diagnostics.Process.Start(
                "mkfifo",
                Path.Combine(_folder.Path, "pipe")
            )
        )
        {
            await make.WaitForExitAsync();
        }

        _folder.Write("x", Key);
        Assert.Single(await FindAsync());
    }

    [Fact]
    public async Task What_could_not_be_read_is_said_and_the_rest_is_searched()
    {
        _folder.Write("x.txt", Key);
        ConsumerKeySearch search = new(new ConsumerKeySearchOptions());
        List<ConsumerKeySearchResult> results = await search
            .SearchAsync([_folder.Path + "-gone.txt", _folder.Path])
            .ToListAsync();
        Assert.Equal("NotSearched", Assert.Single(results, result => result.Error is not null).Error!.ErrorId);
        Assert.Single(results, result => result.Mention is not null);
    }

    [Fact]
    public async Task Keys_in_archives_and_archives_in_them_are_found()
    {
        byte[] inner = Zip(
            ("conf/app.properties", Encoding.UTF8.GetBytes($"\nkey={Key}\n")),
            ("wide.txt", Encoding.Unicode.GetBytes($"é {Key}"))
        );
        _folder.Write(
            "lib/app.jar",
            Zip(
                ("readme", Encoding.UTF8.GetBytes("nothing")),
                ("nested/inner.zip", inner),
                ("../up.txt", Encoding.UTF8.GetBytes(Key))
            )
        );
        List<ConsumerKeyMention> found = await FindAsync();
        Assert.Equal(
            [
                ("nested/inner.zip!conf/app.properties", 2L, 5L),
                ("nested/inner.zip!wide.txt", 1L, 3L),
                ("../up.txt", 1L, 1L),
            ],
            found.Select(mention => (mention.Entry!, mention.Line, mention.Column))
        );
        Assert.All(found, mention => Assert.False(mention.IsInFile));
        Assert.Equal(
            "app.jar",
            Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)))
        );
    }

    [Fact]
    public async Task An_archive_that_lies_too_deep_is_said()
    {
        byte[] archive = Encoding.UTF8.GetBytes(Key);
        for (int depth = 0; depth <= ArchiveSearch.MostDepth; depth++)
        {
            archive = Zip(("x", archive));
        }

        _folder.Write("deep.zip", archive);
        Assert.Equal("NotSearched", Assert.Single(await ResultsAsync()).Error!.ErrorId);
    }

    [Fact]
    public async Task A_bomb_is_said_and_not_unpacked_to_its_end()
    {
        byte[] zeros = new byte[1024 * 1024];
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create))
        {
            using Stream entry = zip.CreateEntry("zeros", CompressionLevel.Optimal).Open();
            for (int i = 0; i < 400; i++)
            {
                entry.Write(zeros);
            }
        }

        _folder.Write("bomb.zip", packed.ToArray());
        ConsumerKeySearch search = new(new ConsumerKeySearchOptions());
        Assert.Equal(
            "NotSearched",
            Assert.Single(await search.SearchAsync([_folder.Path]).ToListAsync()).Error!.ErrorId
        );
        Assert.InRange(search.Bytes, 0, 250L * 1024 * 1024);
    }

    [Fact]
    public async Task A_damaged_archive_is_said()
    {
        byte[] archive = Zip(("a", Encoding.UTF8.GetBytes(Key)), ("b", Encoding.UTF8.GetBytes(Key)));
        _folder.Write("half.zip", archive[..(archive.Length / 2)]);
        Assert.Equal("NotSearched", Assert.Single(await ResultsAsync()).Error!.ErrorId);
    }

    [Fact]
    public async Task A_mention_shows_the_key_shortened_and_no_secret()
    {
        _folder.Write("x", $"id={Key}\nclient_secret=TOPVALUE12345\n");
        ConsumerKeyMention mention = Assert.Single(await FindAsync());
        Assert.True(mention.HasSecretNearby);
        string shown = $"{mention} {System.Text.Json.JsonSerializer.Serialize(mention)}";
        Assert.DoesNotContain(Key, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("TOPVALUE12345", shown, StringComparison.Ordinal);
        Assert.Equal(Key, mention.GetConsumerKey());
    }

    [Theory]
    [InlineData("src/main.cs", "@everyone")]
    [InlineData("docs/guide.md", "docs@example.com")]
    [InlineData("docs/deep/guide.md", "@everyone")]
    [InlineData("apps/billing/x/config.json", "@org/billing @second")]
    [InlineData("a/b/c/build.yml", "@ci")]
    [InlineData("free/x", "Ada <ada@example.com>")]
    public async Task The_owner_is_the_one_that_CODEOWNERS_names_last_else_the_last_author(string path, string owner)
    {
        _folder.Write(
            ".github/CODEOWNERS",
            "# comment\n* @everyone\n/docs/* docs@example.com\napps/**/config.json @org/billing @second "
                + "# why\n*.yml @ci\n/free/\n"
        );
        _folder.Write(path, Key);
        _folder.Git("init", "-q");
        _folder.Git("add", "-A");
        _folder.Git("commit", "-qm", "x");
        Assert.Equal(owner, Assert.Single(await FindAsync()).SuggestedOwner);
    }

    [Fact]
    public async Task A_file_outside_of_any_repository_has_no_suggested_owner()
    {
        _folder.Write("x", Key);
        Assert.Null(Assert.Single(await FindAsync()).SuggestedOwner);
    }

    [Fact]
    public void Apps_without_a_key_never_turn_the_search_into_one_for_anything() =>
        Assert.Equal("ConsumerKeyNotKnown", Assert.Throws<EcaException>(() => KnownKeys.Of([], [])).ErrorId);

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    private string Relative(ConsumerKeyMention mention) =>
        Path.GetRelativePath(_folder.Path, mention.File).Replace('\\', '/');

    private async Task<List<ConsumerKeySearchResult>> ResultsAsync() =>
        await new ConsumerKeySearch(new ConsumerKeySearchOptions()).SearchAsync([_folder.Path]).ToListAsync();

    private Task<List<ConsumerKeyMention>> FindAsync(params string[] exclude) => FindAsync(2, exclude);

    private async Task<List<ConsumerKeyMention>> FindAsync(int threads, params string[] exclude) =>
        [
            .. (
                await new ConsumerKeySearch(new ConsumerKeySearchOptions { Threads = threads, Exclude = exclude })
                    .SearchAsync([_folder.Path])
                    .ToListAsync()
            ).Select(result => result.Mention ?? throw result.Error!),
        ];
}
