using System.Buffers;
using System.Text;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Traffic;

namespace EcaTools.PracticeOrg.Tests.Traffic;

/// <summary>Calls that are written the fast way are the lines that their columns give.</summary>
public class ApiCallLinesTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("enterprise:40")]
    public void The_lines_of_calls_are_those_of_their_columns(string seed)
    {
        OrgWorld world = new(new ManualTime(), seed);
        EventLogType type = EventLogType.All[0];
        ApiCallLines lines = new(world);
        ApiCallRow[] calls = [.. type.Rows(world.Traffic, world.LiveTraffic, 690, 700).OfType<ApiCallRow>()];
        Assert.True(calls.Length > 50);
        Assert.Contains(calls, call => call.Status == 200);

        foreach (ApiCallRow call in calls)
        {
            StringBuilder expected = new();
            EventLogFileRows.Append(expected, type, call, world);
            ArrayBufferWriter<byte> written = new();
            lines.Write(type, call, written);
            Assert.Equal(expected.ToString(), Encoding.UTF8.GetString(written.WrittenSpan));
        }
    }
}
