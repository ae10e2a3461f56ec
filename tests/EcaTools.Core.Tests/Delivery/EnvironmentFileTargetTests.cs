using System.Text;
using EcaTools.Core.Delivery;
using EcaTools.Core.Tests.Files;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Delivery;

public sealed class EnvironmentFileTargetTests : IDisposable
{
    private const string Key = "BILLING_KEY";
    private const string Secret = "BILLING_SECRET";

    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eca-env-");
    private readonly string _path;
    private readonly EnvironmentFileTarget _target;

    public EnvironmentFileTargetTests()
    {
        _path = Path.Combine(_folder.FullName, "billing.env");
        _target = new EnvironmentFileTarget(_path, Key, Secret);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Whatever_the_file_holds_comes_back_byte_for_byte_and_the_pair_reads_back() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1500),
            Prop.ForAll(
                Generated().ToArbitrary(),
                ((byte[] Content, string Key, string Secret) given) =>
                {
                    File.WriteAllBytes(_path, given.Content);
                    EnvironmentText before = new(given.Content);
                    if (before.Get(Key) is null != before.Get(Secret) is null)
                    {
                        AssertHalfPairIsLeft(given.Content);
                        return;
                    }

                    _target.DeliverAsync(TestCredential.Make(given.Key, given.Secret), None).GetAwaiter().GetResult();
                    byte[] after = File.ReadAllBytes(_path);
                    Assert.Equal(HasMark(given.Content), HasMark(after));
                    string[] kept =
                    [
                        .. Lines(given.Content)
                            .Where(line => !SetsOurs(line))
                            .Select(line => line.TrimEnd('\n').TrimEnd('\r')),
                    ];
                    string[] left =
                    [
                        .. Lines(after).Where(line => !SetsOurs(line)).Select(line => line.TrimEnd('\n').TrimEnd('\r')),
                    ];
                    Assert.Equal(kept, left);
                    Assert.Equal($"{given.Key}|{given.Secret}", Read()!.Plain());

                    // What was delivered already is not written otherwise the second time.
                    _target.DeliverAsync(TestCredential.Make(given.Key, given.Secret), None).GetAwaiter().GetResult();
                    Assert.Equal(after, File.ReadAllBytes(_path));
                }
            )
        );

    [Theory]
    [InlineData("BILLING_KEY=1\n")]
    [InlineData("A=1\nBILLING_SECRET=2")]
    public void Half_a_pair_may_be_of_another_app_and_is_left(string content)
    {
        File.WriteAllText(_path, content);
        AssertHalfPairIsLeft(Encoding.UTF8.GetBytes(content));
    }

    [Theory]
    [InlineData("", "BILLING_KEY=k\nBILLING_SECRET=s\n")]
    [InlineData("A=1", "A=1\nBILLING_KEY=k\nBILLING_SECRET=s\n")]
    [InlineData("A=1\r\n", "A=1\r\nBILLING_KEY=k\r\nBILLING_SECRET=s\r\n")]
    [InlineData(
        "# BILLING_KEY=1\nBILLING_KEYS=2\nX_BILLING_KEY=3\n",
        "# BILLING_KEY=1\nBILLING_KEYS=2\nX_BILLING_KEY=3\nBILLING_KEY=k\nBILLING_SECRET=s\n"
    )]
    [InlineData(
        "BILLING_SECRET='old one' # note\n  export BILLING_KEY = old\nZ=9",
        "BILLING_SECRET=s\n  export BILLING_KEY=k\nZ=9"
    )]
    [InlineData(
        "BILLING_KEY=1\nA=2\nBILLING_KEY=3\r\nBILLING_SECRET=4\n",
        "BILLING_KEY=k\nA=2\nBILLING_KEY=k\r\nBILLING_SECRET=s\n"
    )]
    [InlineData(
        "\u00EF\u00BB\u00BFBILLING_KEY=1\nBILLING_SECRET=2\n",
        "\u00EF\u00BB\u00BFBILLING_KEY=k\nBILLING_SECRET=s\n"
    )]
    public async Task Both_variables_are_set_where_they_stand_or_at_the_end(string before, string after)
    {
        await File.WriteAllBytesAsync(_path, Encoding.Latin1.GetBytes(before));
        await _target.DeliverAsync(TestCredential.Make("k", "s"), None);
        Assert.Equal(after, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_path)));
    }

    [Theory]
    [InlineData("plain.Key_1-2+/=", "plain.Key_1-2+/=")]
    [InlineData("two words", "'two words'")]
    [InlineData("$HOME#\"`\\", "'$HOME#\"`\\'")]
    [InlineData("it's $1", "\"it's \\$1\"")]
    public async Task A_value_is_quoted_only_where_it_must_be_and_so_that_a_shell_reads_it(string value, string written)
    {
        await _target.DeliverAsync(TestCredential.Make("k", value), None);
        Assert.Contains($"{Secret}={written}\n", await File.ReadAllTextAsync(_path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo("sh", ["-c", $". '{_path}'; printf %s \"${Secret}\""])
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            Assert.Equal(value, await shell.StandardOutput.ReadToEndAsync());
        }
    }

    [Theory]
    [InlineData(@"two\nlines")]
    [InlineData(@"carriage\rreturn")]
    [InlineData(@"half a pair \uD800")]
    public async Task What_the_file_can_not_hold_is_refused_and_the_file_stays_as_it_was(string escaped)
    {
        string secret = System.Text.RegularExpressions.Regex.Unescape(escaped);
        await File.WriteAllTextAsync(_path, "BILLING_KEY=old\nBILLING_SECRET=kept\n");
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            _target.DeliverAsync(TestCredential.Make("k", secret), None)
        );
        Assert.Equal("CredentialNotStorable", error.ErrorId);
        Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
        Assert.Equal("old|kept", Read()!.Plain());
    }

    [Fact]
    public async Task Where_nothing_was_delivered_nothing_reads_back()
    {
        Assert.Null(Read());
        await File.WriteAllTextAsync(_path, "BILLING_KEY=only\n");
        Assert.Null(Read());
    }

    [Theory]
    [InlineData(null, "rw-------")]
    [InlineData("rw-r--r--", "rw-r--r--")]
    [InlineData("rwxrwxrwx", "rwxrwxrwx")]
    [InlineData("rw-------", "rw-------")]
    [InlineData("rw-r-----", "rw-r-----")]
    [InlineData("rw-rw----", "rw-rw----")]
    public async Task A_new_file_is_its_owners_alone_and_one_that_is_there_keeps_its_mode(string? before, string after)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        if (before is not null && !OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(_path, "A=1\n");
            File.SetUnixFileMode(_path, Mode(before));
        }

        await _target.DeliverAsync(TestCredential.Make(), None);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Mode(after), File.GetUnixFileMode(_path));
        }
    }

    [Fact]
    public async Task A_file_of_a_service_stays_the_services_when_root_delivers()
    {
        UnixOwners.SkipUnlessRoot();
        await File.WriteAllTextAsync(_path, "A=1\n");
        UnixOwners.Give(_path, "640");
        await _target.DeliverAsync(TestCredential.Make(), None);
        Assert.Equal($"{UnixOwners.Service} 640", UnixOwners.Of(_path));
        Assert.False(_target.IsOpenToEveryone);
    }

    [Fact]
    public void What_could_not_be_written_is_refused_before_anything_is_staged()
    {
        _target.RequireWritable();
        Assert.Empty(_folder.GetFileSystemInfos());
        Directory.CreateDirectory(_path);
        Assert.Equal("FileNotWritten", Assert.Throws<EcaException>(_target.RequireWritable).ErrorId);
        EnvironmentFileTarget astray = new(Path.Combine(_folder.FullName, "missing", "billing.env"), Key, Secret);
        Assert.Equal("FileNotWritten", Assert.Throws<EcaException>(astray.RequireWritable).ErrorId);
        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_and_not_made()
    {
        EnvironmentFileTarget astray = new(Path.Combine(_folder.FullName, "missing", "billing.env"), Key, Secret);
        Assert.Equal(
            "FileNotWritten",
            (await Assert.ThrowsAsync<EcaException>(() => astray.DeliverAsync(TestCredential.Make(), None))).ErrorId
        );
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_told_and_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(_path);
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            _target.DeliverAsync(TestCredential.Make(), None)
        );
        Assert.Equal("FileNotWritten", error.ErrorId);
        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_temporary_file_of_a_process_that_was_killed_is_removed_and_that_of_a_living_one_stays()
    {
        string dead = Path.Combine(_folder.FullName, ".eca-7ffffff0-1.tmp");
        string alive = Path.Combine(_folder.FullName, $".eca-{Environment.ProcessId:x}-7fffffff.tmp");
        await File.WriteAllTextAsync(dead, "BILLING_SECRET=leaked");
        await File.WriteAllTextAsync(alive, "");
        await _target.DeliverAsync(TestCredential.Make(), None);
        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(alive));
    }

    [Fact]
    public async Task A_link_stays_a_link_and_the_file_that_it_leads_to_is_replaced()
    {
        string real = Path.Combine(_folder.FullName, "real.env");
        await File.WriteAllTextAsync(real, "A=1\n");
        File.CreateSymbolicLink(_path, real);
        await _target.DeliverAsync(TestCredential.Make("k", "s"), None);
        Assert.Equal(real, File.ResolveLinkTarget(_path, returnFinalTarget: true)!.FullName);
        Assert.Equal("A=1\nBILLING_KEY=k\nBILLING_SECRET=s\n", await File.ReadAllTextAsync(real));
    }

    [Fact]
    public async Task Many_who_write_to_one_file_at_once_lose_nobodys_variable()
    {
        EnvironmentFileTarget[] targets =
        [
            .. Enumerable.Range(0, 12).Select(i => new EnvironmentFileTarget(_path, $"K{i}", $"S{i}")),
        ];
        await Task.WhenAll(
            targets.Select(
                (each, i) => Task.Run(() => each.DeliverAsync(TestCredential.Make($"key{i}", $"secret{i}"), None))
            )
        );
        for (int i = 0; i < targets.Length; i++)
        {
            Assert.Equal($"key{i}|secret{i}", (await targets[i].ReadBackAsync(TestCredential.Make(), None))!.Plain());
        }
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_refused_untouched()
    {
        byte[] wide = Encoding.Unicode.GetBytes("BILLING_KEY=old\n");
        await File.WriteAllBytesAsync(_path, wide);
        Assert.Equal(
            "DocumentInvalid",
            (await Assert.ThrowsAsync<EcaException>(() => _target.DeliverAsync(TestCredential.Make(), None))).ErrorId
        );
        Assert.Equal(wide, await File.ReadAllBytesAsync(_path));
    }

    [Theory]
    [InlineData("1A", "B")]
    [InlineData("A", "B-C")]
    [InlineData("", "B")]
    [InlineData("A", "A")]
    [InlineData("A", "B=\nC")]
    public void Names_that_no_variable_can_have_are_refused(string key, string secret) =>
        Assert.Equal(
            "ParameterInvalid",
            Assert.Throws<EcaException>(() => new EnvironmentFileTarget(_path, key, secret)).ErrorId
        );

    private void AssertHalfPairIsLeft(byte[] content)
    {
        EcaException refused = Assert.Throws<EcaException>(() =>
            _target.DeliverAsync(TestCredential.Make("k", "s"), None).GetAwaiter().GetResult()
        );
        Assert.Contains(_path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(_path));
    }

    private static UnixFileMode Mode(string letters) =>
        (UnixFileMode)letters.Aggregate(0, (mode, letter) => (mode << 1) | (letter == '-' ? 0 : 1));

    private DeliveredCredential? Read() => _target.ReadBackAsync(TestCredential.Make(), None).GetAwaiter().GetResult();

    /// <summary>The lines, without a last one that is empty. Written for the test alone, so that the target's own
    /// reading is not asked.</summary>
    private static string[] Lines(byte[] content) =>
        [
            .. Encoding.Latin1.GetString(content.AsSpan(HasMark(content) ? 3 : 0)).Split('\n') is var lines
            && lines[^1].Length == 0
                ? lines[..^1]
                : lines,
        ];

    private static bool HasMark(byte[] content) => content.AsSpan().StartsWith(Encoding.UTF8.Preamble);

    private static bool SetsOurs(string line) =>
        System.Text.RegularExpressions.Regex.IsMatch(
            line,
            $"^[ \t]*(export[ \t]+)?({Key}|{Secret})[ \t]*=",
            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(5)
        );

    private static Gen<(byte[] Content, string Key, string Secret)> Generated()
    {
        Gen<string> word = Gen.OneOf(
            Gen.Elements(
                Key,
                Secret,
                $"export {Key}",
                $"{Key} ",
                "A",
                "BILLING_",
                "export ",
                "=",
                "='",
                "=\"",
                "'",
                "\"",
                "\\",
                "#",
                " ",
                "\t",
                "\n",
                "\n",
                "\r\n",
                "\r",
                "x y",
                "\u00EF\u00BB\u00BF"
            ),
            Gen.Choose(1, 255).Select(value => ((char)value).ToString())
        );
        Gen<byte[]> content = Gen.ListOf(word).Select(words => Encoding.Latin1.GetBytes(string.Concat(words)));
        Gen<string> value = Gen.OneOf(
            Gen.ListOf(Gen.Choose(0x20, 0x2FF).Select(letter => (char)letter))
                .Select(letters => string.Concat(letters)),
            Gen.ListOf(Gen.Elements('\'', '"', '\\', '$', '`', ' ', '#', '=', 'a', 'ß', '\t', '€'))
                .Select(letters => string.Concat(letters))
        );
        return content.SelectMany(bytes => value.SelectMany(key => value.Select(secret => (bytes, key, secret))));
    }
}
