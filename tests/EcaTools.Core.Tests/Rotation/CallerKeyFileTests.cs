using EcaTools.Core.Rotation.Certificates;
using EcaTools.Core.Tests.ConsumerKeys;
using EcaTools.Core.Tests.Files;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed class CallerKeyFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_next_the_new_and_the_previous_key_are_the_callers_as_the_old_one_was()
    {
        UnixOwners.SkipUnlessRoot();
        string key = _folder.Write("caller.key", "old key");
        UnixOwners.Give(key, "640");
        CertificateHandover handover = new("App", "3MVG9", null, "AA", _folder.Write("new.key", "new key"));
        CallerKeyFile callers = new(key);
        await callers.PrepareAsync(handover, None);
        Assert.Equal($"{UnixOwners.Service} 640", UnixOwners.Of(key + ".next"));
        await callers.ActivateAsync(handover, None);
        Assert.Equal("new key", await File.ReadAllTextAsync(key, None));
        Assert.Equal($"{UnixOwners.Service} 640", UnixOwners.Of(key));
        Assert.Equal($"{UnixOwners.Service} 640", UnixOwners.Of(key + ".previous"));
        Assert.False(File.Exists(key + ".next"));
    }

    [Fact]
    public async Task Where_there_was_no_key_the_new_one_is_its_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        string key = Path.Combine(_folder.Path, "caller.key");
        CertificateHandover handover = new("App", "3MVG9", null, "AA", _folder.Write("new.key", "new key"));
        CallerKeyFile callers = new(key);
        await callers.PrepareAsync(handover, None);
        Assert.Equal("600", UnixOwners.ModeOf(key + ".next"));
        await callers.ActivateAsync(handover, None);
        Assert.Equal("600", UnixOwners.ModeOf(key));
    }
}
